// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package plugin is how a class API is told which tool it is to ask, and with which credential: some headers of each
// request. It has both directions. Connectors writes them ([Call.SetHeader]); a class API reads them ([Parse]), one of
// anybody's that is written in Go too, for the package needs nothing else of this module:
//
//	func tags(w http.ResponseWriter, r *http.Request) {
//		call, err := plugin.Parse(r.Header)
//		if err != nil {
//			http.Error(w, err.Error(), http.StatusBadRequest)
//			return
//		}
//		secret, ok := call.Secret() // not ok: the Connector has no credential, ask without
//		...
//	}
//
// [Call.BaseURL] is the address of the tool. [Call.CACerts] vouch for it beside the authorities of the system. The
// credential may be sent there and to [Call.Addresses], and to no other place.
//
// # Why it is safe
//
// The headers hold the credential of a tool in base64. They belong on a request over verified TLS and nowhere else: not
// into a log, not into an answer, not onto a request to anybody else. Whoever serves them must know his caller first
// (by its TLS client certificate, for instance): without that a stranger may have requests sent from his place to where
// he likes.
//
// A [Call] shows its credential to who calls [Call.Secret]. It sits in a closure, which packages that print by reflection
// cannot look into.
//
// Parse trusts nobody. Each header may be there once, has a bounded size, and must be what the other direction writes:
// strict base64, JSON without doubled keys, keys in their exact case, nothing behind it. A credential without a Secret
// type, or the other way round, is refused. Errors name the header and what would be right, and repeat nothing of what it
// held. Members of X-Plugin-Meta that are not known are passed over, for later releases may say more.
//
// SetHeader removes what a header had under these names, so that nothing of a client's own goes along; an error
// leaves none of them.
package plugin
