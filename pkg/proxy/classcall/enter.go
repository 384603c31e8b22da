// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"net/http"

	"k8s.io/apiserver/pkg/authentication/serviceaccount"
	"k8s.io/apiserver/pkg/endpoints/request"
)

// enter takes the slots of a request of a user to a host. They are given back by leave.
func (c *Caller) enter(user, host string) (leave func(), err error) {
	// The user's first: one who sends too much is told so, whatever the class API does.
	if !c.users.Take(user) {
		return nil, tooManyRequests("too many requests to class APIs, or too many of yours, are under way")
	}
	if !c.hosts.Take(host) {
		c.users.Leave(user)
		return nil, tooManyRequests("too many requests to class APIs, or to this one, are under way")
	}
	return func() {
		c.hosts.Leave(host)
		c.users.Leave(user)
	}, nil
}

// userOf is the name of who asks. All who have none share one, and so do the ServiceAccounts of a namespace: whoever owns one can
// make as many as he likes.
func userOf(r *http.Request) string {
	who, known := request.UserFrom(r.Context())
	if !known {
		return ""
	}
	if namespace, _, err := serviceaccount.SplitUsername(who.GetName()); err == nil {
		return serviceaccount.MakeNamespaceGroupName(namespace)
	}
	return who.GetName()
}
