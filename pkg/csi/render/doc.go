// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package render makes the files of a volume out of the configurations of a ConnectorClass, a Connector and a token. It
// does no I/O.
//
// # Why it is safe
//
// The author of a class writes templates, and decides what is done with the token of every Pod that mounts them. That
// is what classes are for, so whoever may write one is trusted with tokens for the proxy; but not with the node that
// renders, nor with more than the volume. Five things are promised.
//
// A template reads what the Pod may read and nothing else. It sees the Connector, which was read with the Pod's own
// identity, without its managed fields and the annotation in which kubectl keeps what it applied, and of its status the
// address of the proxy only; the token of this volume; the certificates of the proxy; and the params that its own
// configuration declares. There is no Secret among it, since the driver may read none. Templates are run by
// pkg/template, which lets them reach neither files nor the network nor the environment, and copies the data for each
// file: what one template changes, no other sees.
//
// A file stays in its folder. Its name comes from the class, and is held to the rule that admission has (that of the
// keys of a ConfigMap) once more, because a class may have been stored before the rule was there: no slash, no NUL, not
// the folder itself or the one above, and no two dots at the beginning, which is where pkg/csi/publish keeps what is
// its own.
//
// A volume stays small and is soon made: 1 MiB for a file, 4 MiB and 1,000 files for a volume, the steps of
// pkg/template for a file and 5 seconds for all of them, or less where the caller waits less. How many files there are
// is known before the first is rendered, and a file that a later configuration overwrites is not rendered at all. A class has at
// most 10,000 actions, so that what it is compiled to stays small as well.
//
// It is all or nothing. What is wrong with a configuration (a template that does not parse, a name that is none, two of
// the same name) is found when the class is compiled and told when that configuration is asked for; the others work
// meanwhile. What the volume asks for is checked against what the class declares, both ways: nothing that is asked for
// is passed over, and nothing that is declared is missing in silence.
//
// Nothing shows the token. Contents leave as [target.Credential], all of them, because no one can tell which files hold
// the token in some encoding. An [Error] is shown in an Event of the Pod: it is made of names, positions and sentences
// of ours and of pkg/template, which passes on no message that may quote data; values of params are not repeated
// either. It is one line, and short.
//
// The system's certificates are put behind those of the proxy in ca.crt: a client that is told to trust this file
// reaches the tool through the proxy and everything else as before. Whoever can write the Connector's status can add an
// authority there. Only the controller may.
package render
