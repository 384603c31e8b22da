// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package jwks follows the public keys with which the cluster signs tokens of ServiceAccounts.
//
// # Why it is safe
//
// The keys come from the kube-apiserver that also reviews tokens, over the same verified connection and with our own
// identity. The address of keys that its configuration names (jwks_uri) is not followed: it may be any host. A token
// names the key it was signed with, but nothing else of it says where keys are or what they are.
//
// A key is a way to refuse, never a way in. A token that has a good signature is still reviewed by the cluster. So a key
// that has been withdrawn and is held here for some minutes more lets nobody in, and neither does a cluster that cannot be
// asked: keys that have been read stay until others have.
//
// Only signing keys are held, with the one algorithm they were published for. There are no symmetric ones among them, so
// that nobody can take a public key, which everybody knows, for a shared secret and sign with it. Of a set with keys of a
// kind that is not understood the others are held.
//
// # Why it cannot be used against the kube-apiserver
//
// Whoever makes up names of keys makes us look for them, so that is bounded: readings are at least five seconds apart,
// whether they failed, were due or were asked for; a bounded number of callers wait for one; and the time and the size of an
// answer are bounded. A name that was not found in a reading made for it is unknown. A name that comes up between two
// readings is not called unknown, since the cluster may have begun to use it a moment ago: its bearer is to try again.
package jwks
