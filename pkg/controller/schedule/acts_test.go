// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

// act is something that happens to a planner.
type act func(*driver)

func trigger(host string, urgency class, keys ...string) act {
	return func(d *driver) {
		for _, key := range keys {
			d.planner.trigger(d.now, named(key), host, urgency)
		}
	}
}

func adopt(host string, keys ...string) act {
	return func(d *driver) {
		for _, key := range keys {
			d.planner.adopt(d.now, named(key), host)
		}
	}
}

func forget(keys ...string) act {
	return func(d *driver) {
		for _, key := range keys {
			d.planner.forget(named(key))
		}
	}
}

func ended(outcome Outcome, keys ...string) act {
	return func(d *driver) {
		d.t.Helper()
		for _, key := range keys {
			d.end(named(key), outcome)
		}
	}
}

func nothing(*driver) {}

func both(acts ...act) act {
	return func(d *driver) {
		for _, a := range acts {
			a(d)
		}
	}
}
