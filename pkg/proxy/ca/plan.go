// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto/x509"
	"fmt"
	"slices"
	"time"
)

// step is a change of the state.
type step int

const (
	// keep changes nothing.
	keep step = iota
	// dropFormer removes former authorities that have expired, and with them all that they signed.
	dropFormer
	// addNext makes the authority that will sign next.
	addNext
	// noteNext keeps the time at which that authority was first seen to be published.
	noteNext
	// promote lets it sign.
	promote
)

// policy says when authorities change.
type policy struct {
	// lifetime is that of authorities that are made from now on.
	lifetime time.Duration
	// overlap is how long the next authority is published before it signs.
	overlap time.Duration
}

// plan gives the next step, given what is published, and when to ask again if that is to keep everything as it is.
func (p policy) plan(s state, published bundle, now time.Time) (step, time.Time) {
	switch {
	case slices.ContainsFunc(s.former, func(c *x509.Certificate) bool { return !now.Before(c.NotAfter) }):
		return dropFormer, now
	case s.next == nil && (s.asked || !now.Before(s.signing.begins(p.overlap))):
		return addNext, now
	case s.next != nil && s.next.expired(now): // nobody was there for a long time
		return addNext, now
	case s.noted.IsZero() && published.has(s.next):
		return noteNext, now
	case p.due(s, now) && published.has(s.next):
		return promote, now
	}
	return keep, p.again(s)
}

// due says whether the next authority is to sign.
func (p policy) due(s state, now time.Time) bool {
	return s.next != nil && (!now.Before(s.noted.Add(p.overlap)) || s.signing.expired(now))
}

// again is when something changes without anybody's doing.
func (p policy) again(s state) time.Time {
	when := s.signing.begins(p.overlap)
	if s.next != nil {
		when = s.noted.Add(p.overlap)
		if s.signing.certificate.NotAfter.Before(when) {
			when = s.signing.certificate.NotAfter
		}
	}
	for _, c := range s.former {
		if c.NotAfter.Before(when) {
			when = c.NotAfter
		}
	}
	return when
}

// take gives the state after a step.
func (p policy) take(s state, what step, now time.Time) (state, error) {
	switch what {
	case dropFormer:
		s.former = slices.DeleteFunc(slices.Clone(s.former), func(c *x509.Certificate) bool { return !now.Before(c.NotAfter) })
	case addNext:
		next, err := newPair(now, p.lifetime)
		if err != nil {
			return s, err
		}
		s.next, s.noted, s.asked = &next, time.Time{}, false
	case noteNext:
		s.noted = now
	case promote:
		s.former = append([]*x509.Certificate{s.signing.certificate}, s.former...)
		s.signing, s.next, s.noted = *s.next, nil, time.Time{}
	case keep:
	default:
		return s, fmt.Errorf("step %d of a rotation does not exist", what)
	}
	return s, nil
}
