// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package ca is the certificate authority of connectors-proxy. Clients that send their https requests through the forward
// proxy see certificates that it signed in the tools' names, and trust it by the bundle that it publishes.
//
// # Why it is safe
//
// Whoever has the key of this authority can stand between its clients and every tool. So the key is in one Secret of the
// system namespace, in the memory of the proxies, and nowhere else: it is held behind a type that shows a placeholder to
// everything that prints, requests that carry the Secret are made with a logger that drops everything, and what watches the
// Secret is shown its metadata only. The key of a former authority is deleted when the next one takes over.
//
// What the key can do is limited by its certificate: server certificates only (extended key usage), no authorities below it
// (path length zero). An authority without these limits in the Secret is refused. Leaves name one host each, live a day at
// most and never longer than their authority, so that nothing has to be revoked. The key of leaves is made by each process,
// one for all its leaves, and is never stored: a key for each leaf would sit in the same memory and protect nothing more.
//
// Leaf signs for every host that it is asked for. To ask only for a tool that the caller may use is up to the forward proxy,
// which knows both. Serving, which answers handshakes before anything is known of the caller, asks for names of our own only.
//
// # Why replicas agree
//
// Nobody leads. Each replica reads the ConfigMap, then the Secret, and plans the one next step (plan.go, which is pure). A
// step is written on the version that was read or not at all, and then everything is read again: what is used has been
// read from the cluster. Of several replicas that create the Secret, one succeeds and the others read what it made. An older
// bundle never replaces a newer one: the ConfigMap was read before the Secret, so if another replica has written a newer
// Secret and its bundle in between, the version of the ConfigMap is not the one that was read.
//
// A replica may end between any two steps: the next to look does what is missing. A slow one signs with the former authority
// for a while, which the bundle holds until that authority has expired.
//
// # Why clients learn in time
//
// An authority signs only once this replica has seen it in the ConfigMap, and the next one only after an overlap that
// begins when it was first seen there. The time is an annotation of the Secret, so that no restart makes it shorter. If
// the ConfigMap lacks the next authority when the overlap ends, it does not take over. The overlap is cut short in one case:
// the authority that signs has expired, and without the next one nothing would work at all.
//
// # What is healed, and what is not
//
// A ConfigMap that was deleted or edited is written anew. A Secret that was deleted is replaced by one with a new authority:
// that is how to get rid of a key that leaked, at once. A Secret that cannot be read as what it should be is left as it is,
// since it may hold the only copy of a key that clients trust. A replica without an authority is not ready then; one that
// has read a good one goes on with it and tells of the error in its log and metrics: an edit that went wrong shall not take
// the way to every tool away. So does one that may not write. Writes are limited in number, so that a quarrel with somebody
// who always writes something else does no harm to the cluster.
package ca
