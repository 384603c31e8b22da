// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"fmt"
	"testing"
	"time"

	"connectors.alauda.io/pkg/target"
)

// The kubelet mounts again every minute or so. However long that goes on, a token is requested once for 60 % of its life,
// and the Pod never has one that is about to be over.
func TestRequestsOfADay(t *testing.T) {
	for _, tt := range []struct {
		asked, longest time.Duration
	}{
		{asked: 10 * time.Minute},
		{asked: 29 * time.Minute},
		{asked: hour},
		{asked: 24 * hour},
		{asked: 24 * hour, longest: 10 * time.Minute},
		{asked: 2 * hour, longest: hour},
	} {
		granted := tt.asked
		if tt.longest > 0 {
			granted = min(tt.asked, tt.longest)
		}
		for _, interval := range []time.Duration{30 * time.Second, 60 * time.Second, 97 * time.Second} {
			t.Run(fmt.Sprintf("%s of %s, every %s", granted, tt.asked, interval), func(t *testing.T) {
				source, c := newSource(t)
				c.longest = tt.longest
				has := target.Credential{}
				for range int(24 * hour / interval) {
					got, _, err := source.For(t.Context(), pod(), tt.asked, Tokens{}, has)
					if err != nil {
						t.Fatal(err)
					}
					claims, _ := claimsOf(got)
					if left := claims.Expiry.Time().Sub(c.clock.Now()); left < granted*4/10 {
						t.Fatalf("at %s the Pod has a token for %s", c.clock.Now(), left)
					}
					has = got
					c.clock.Step(interval)
				}
				most := int(24*hour/(granted*6/10)) + 1
				if asked := len(c.requests()); asked > most {
					t.Errorf("%d requests, want %d at most", asked, most)
				}
			})
		}
	}
}
