// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package driver is the node plugin connectors-csi: the services Identity and Node of the Container Storage Interface. For every
// inline volume of a Pod it asks the cluster for Connector, class and token, and has files rendered and written: a request is checked
// (request.go), what is needed is fetched (files.go), and the volume is brought up to date (write.go).
//
// # Why it is safe
//
// Whom it obeys. The socket is for root alone (package socket), and so the caller is the kubelet. What comes with its requests
// was in part written by the author of a Pod. Package attributes tells the two apart. A path is taken only below the directory of the
// kubelet, absolute and without dots, so that no request mounts or removes anything elsewhere; package publish removes only what it made.
//
// Whose right counts. The Connector is read with the Pod's own token, each time, before anything is done for the Pod: the
// files of a Connector that the Pod's account may not read are not made. There is no memory of former answers.
//
// What is told. Nothing of a request is logged but the id of the volume and the names of Pod and Connector. An answer is shown to
// whoever may read Events of the Pod. It has a text of this package, or one of a package below that promises no value, no token
// and no address of the cluster; it is cut to what an Event holds. A panic is described by its type, unless the runtime itself wrote its
// text. Labels of metrics are codes of gRPC.
//
// What happens to files that are there. They are replaced as a whole or not at all. When something fails, whatever it is, they
// stay, and the answer is Unavailable, at which the kubelet asks again: a Pod that runs keeps running with what it has, until its
// token expires. A first publish that fails leaves nothing.
//
// Order. One call at a time is under way for a volume and for a path; others are told so (Aborted). Nothing about volumes is kept
// in memory but what metrics count, how large they are and from what their files were made, which the calls of the next minutes
// tell again: the end of the process, however sudden, forgets nothing that is needed.
//
// What is left out. If Connector, class, token and everything else are those from which the files of a volume were made, and nobody has
// touched the volume since, files are neither made nor read. Whether it is so is asked after the Connector was read with the Pod's
// token, and told by UIDs, versions, the kernel's times of change and a digest in which the token is: no token is kept, nor anything
// that another volume is given. Objects without a version are never taken for the same.
//
// Bounds. Every call ends within 45 seconds, and each question to the cluster within 10. A panic ends one call. The files of all volumes
// take no more of the node's memory than Config.Memory, however many volumes Pods ask for; only those that are live may grow beyond.
package driver
