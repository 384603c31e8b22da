// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package token says which token a volume gets, and gets it.
//
// # Why it is safe
//
// Whose token it is. There are three. The kubelet hands over two, for a Pod that runs on its node: one for the API server,
// with which the Connector is read and which ends there, and one for connectors-proxy. The third the driver requests itself,
// when the Pod asked for another life than the default. For which account and Pod it does so is what the kubelet said
// (podInfoOnMount) and not what the Pod's author wrote: the kubelet overwrites what an author puts under its names. The API
// server then refuses a Pod that runs as another account, or that is not the one with this UID.
//
// What the driver may request. Roles can only say "tokens of ServiceAccounts", which would be the whole cluster. So the
// policy connectors-csi-tokens comes with the role: audience connectors-proxy alone, bound to a Pod, a day at most. Such a token
// opens no API of the cluster, and nothing at all once its Pod is gone.
//
// Where it is. In the volume, which is in memory and of one Pod; in the answer to the request; and in between as a
// target.Credential. Nothing is remembered here: the token that a volume has comes from the volume, also after the driver was
// killed. What the client logs of a request at a high verbosity is dropped, and no error repeats what was read.
//
// What is believed of it. A token in a volume says itself whose it is and how long it is good, and this is believed without
// its signature, to decide only whether another is requested. Whoever could write another there is root on the node. The one from
// the kubelet says whether the account is still the same: one that was made again under its name would not be let in with it.
//
// How often it is requested. Once for 60 % of the life that was granted, by any number of calls, as long as requests
// succeed; a failed one is repeated with the kubelet's next call, and the old token is used until half a minute before its
// end.
package token
