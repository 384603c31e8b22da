// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package attributes reads what a volume asks for: the attributes that the author of a Pod wrote into
// spec.volumes[].csi.volumeAttributes, and what the kubelet adds to them about the Pod. It does no I/O.
//
// # Why it is safe
//
// Two authors write into one map. The keys that begin with csi.storage.k8s.io/ are believed, because the kubelet puts
// its own over whatever the Pod says there as long as the CSIDriver object has podInfoOnMount: true. Without it they
// are missing, or the Pod's author wrote them; the manifests set it, and whoever may change a CSIDriver could replace
// the driver as well. The kubelet's other keys, which newer releases add to, are passed over: above all the one with
// the Pod's tokens, which is never looked at here.
//
// All other keys are the Pod's. There are five, and any other is refused: an attribute that is misspelled, or that a
// later release knows, must not be taken for one that was left out. What is left out, or given as an empty text as
// templates of manifests do, has its default.
//
// What goes into the path of an API request (the names of the Connector, of its namespace, of the Pod and of its
// account) has the form of such a name, so that it cannot lead to another path. Values of params end in configuration
// files: none holds a line break or another control character, with which it would begin a line of its own there. All
// attributes together have at most 64 KiB, which is looked at before anything is parsed.
//
// An error is shown in an Event of the Pod, to whoever may read Events. It names the attribute and what would be right;
// it repeats no value of a param, and nothing that is long enough to be a token.
package attributes
