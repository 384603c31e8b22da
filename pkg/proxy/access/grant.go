// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package access

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/target"
)

const (
	// confirmEvery is how often the permission of a request that is still under way is looked at again.
	confirmEvery = 30 * time.Second
	// retryEvery is how often it is tried again while the cluster cannot be asked.
	retryEvery = 5 * time.Second
	// unconfirmed is how long a request may go on after the last answer that allowed it.
	unconfirmed = time.Minute
	// confirmTimeout bounds one look.
	confirmTimeout = 10 * time.Second
)

// ErrEnded is the cause of the end of a Grant's context when the permission has ended.
var ErrEnded = errors.New("the permission to use the connector has ended")

// Grant is the permission to use a Connector for one request or tunnel. Leave must be called.
type Grant struct {
	// Target is the compiled Connector.
	Target *target.Target
	// Context is that of the request. It ends with the permission as well, with ErrEnded for a cause.
	Context context.Context

	gate    *Gate
	want    Want
	cancel  context.CancelCauseFunc
	release func()

	mu        sync.Mutex
	left      bool
	timer     clock.Timer
	confirmed time.Time
	expiry    time.Time
}

// hold makes the Grant of a caller who has just been let in.
func (g *Gate) hold(ctx context.Context, want Want, expiry time.Time, found *target.Target, release func()) *Grant {
	grant := &Grant{
		Target: found, gate: g, want: want, release: release,
		confirmed: g.config.Clock.Now(), expiry: expiry,
	}
	grant.Context, grant.cancel = context.WithCancelCause(ctx)
	grant.mu.Lock()
	defer grant.mu.Unlock()
	grant.arm(confirmEvery)
	return grant
}

// Leave gives the place back. It may be called more than once.
func (g *Grant) Leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.left {
		return
	}
	g.left = true
	g.timer.Stop()
	g.cancel(context.Canceled)
	g.release()
}

// arm has the permission looked at after a while, and at the latest when the token expires or a minute has passed since the
// last good answer. The caller holds mu.
func (g *Grant) arm(after time.Duration) {
	now := g.gate.config.Clock.Now()
	after = min(after, g.confirmed.Add(unconfirmed).Sub(now))
	if !g.expiry.IsZero() {
		after = min(after, g.expiry.Sub(now))
	}
	g.timer = g.gate.config.Clock.AfterFunc(max(after, 0), g.look)
}

// look ends the permission or arms the next look.
func (g *Grant) look() {
	err := g.confirm()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.left {
		return
	}
	now := g.gate.config.Clock.Now()
	if err == nil {
		g.confirmed = now
		g.arm(confirmEvery)
		return
	}
	if isTemporary(err) && now.Before(g.confirmed.Add(unconfirmed)) {
		g.arm(retryEvery)
		return
	}
	klog.FromContext(g.Context).V(2).Info("Ending a request whose permission has ended",
		"connector", klog.KRef(g.want.Namespace, g.want.Connector), "reason", apierrors.ReasonForError(err))
	g.cancel(ErrEnded)
}

// confirm asks everything again that was asked when the caller was let in.
func (g *Grant) confirm() error {
	if !g.expiry.IsZero() && !g.gate.config.Clock.Now().Before(g.expiry) {
		return apierrors.NewUnauthorized("the token has expired")
	}
	ctx, cancel := context.WithTimeout(audit.With(g.Context, &audit.Record{}), confirmTimeout)
	defer cancel()
	if err := g.gate.Authorize(ctx, g.want); err != nil {
		return err
	}
	now, err := g.gate.config.Targets.Get(ctx, g.want.Namespace, g.want.Connector)
	if err != nil {
		return err
	}
	return replaced(g.Target, now)
}

// isTemporary is true for errors that say nothing about the permission.
func isTemporary(err error) bool {
	return apierrors.IsServiceUnavailable(err) || apierrors.IsTimeout(err) || apierrors.IsServerTimeout(err) ||
		apierrors.IsTooManyRequests(err) || apierrors.IsInternalError(err)
}

// replaced is an error when what a Connector stands for is no longer what the request was sent to. Another credential alone
// ends nothing: the tool has accepted the former one for this request.
func replaced(then, now *target.Target) error {
	switch {
	case now.UID != then.UID:
		return gone("the connector was deleted, and there is another one of the same name")
	case now.Unusable != nil && !now.Unusable.Transient:
		return gone("the connector cannot be used any more")
	case now.Address != then.Address:
		return gone("the connector has another address now")
	}
	return nil
}

func gone(message string) error {
	return refusal.New(http.StatusGone, metav1.StatusReasonGone, message)
}
