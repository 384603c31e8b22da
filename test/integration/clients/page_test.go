// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"fmt"
	"strings"
)

// introduction is what stands above the table. It holds no "works" of its own.
const introduction = `# Clients

What works with which client, by each path to a tool. **This page is written by a test** (` + "`test/integration/clients`" + `) that
has run every client in the table, unmodified, against real tools: git's own http-backend, a kube-apiserver, the registry of
the distribution project with a store of blobs at another host, a gRPC server. The token service of the registry, the files
that curl asks for and the WebSocket are servers of the test. A cell says "works" if the client did in that run all that
its row says, the tool got the credential of the Connector and nothing of the token of the caller, and no answer had
the credential in it.

| path | what the client is told |
|---|---|
| Forward | the tool's own address, and the proxy ` + "`http://<namespace>%2F<connector>:<token>@<proxy>`" + ` ([forward proxy](forward-proxy.md)); for an ` + "`https`" + ` tool also the [authority of the proxy](proxy-ca.md) |
| Host | ` + "`http://c-<connector>.<namespace>.svc.cluster.local`" + ` and the token ([in the cluster](in-cluster-proxy.md)); with TLS ` + "`https://`" + ` and the authority of the proxy |
| Path | ` + "`http://<proxy>/namespaces/<namespace>/connectors/<connector>`" + ` and the token; with TLS likewise |
| ` + "`connectors/proxy`" + ` | the [subresource](connectors-proxy.md) at the kube-apiserver, and a token for it |

Where Host and Path are with TLS the tool has an ` + "`https`" + ` address too; where they are not, and at ` + "`connectors/proxy`" + `, it has an
` + "`http`" + ` one.

`

// page is docs/clients.md, once all rows have worked.
func page(all []row) string {
	var s strings.Builder
	s.WriteString(introduction)
	s.WriteString("| client |")
	for _, p := range allPaths() {
		fmt.Fprintf(&s, " %s |", p)
	}
	s.WriteString("\n|---" + strings.Repeat("|---", len(allPaths())) + "|\n")
	var notes []string
	number := map[string]int{}
	for _, row := range all {
		fmt.Fprintf(&s, "| %s |", row.name)
		for _, p := range allPaths() {
			reason := row.not[p]
			if reason == "" {
				s.WriteString(" works |")
				continue
			}
			if number[reason] == 0 {
				notes = append(notes, reason)
				number[reason] = len(notes)
			}
			fmt.Fprintf(&s, " – (%d) |", number[reason])
		}
		s.WriteString("\n")
	}
	s.WriteString("\nWhere there is a dash the path does not apply:\n\n")
	for i, note := range notes {
		fmt.Fprintf(&s, "%d. %s\n", i+1, note)
	}
	s.WriteString(ending)
	return s.String()
}

const ending = `
Hosts that belong to no Connector, such as the store to which a registry redirects for its blobs, are not asked through the
forward proxy: they stand in ` + "`NO_PROXY`" + `, as they did in this test, or passthrough is allowed.

A large upload that the tool refuses ends before it is sent, on every path but ` + "`connectors/proxy`" + `, where the kube-apiserver
asks for the body before anybody knows.

To write the page anew, after a change of the clients: ` + "`UPDATE=1 go test ./test/integration/clients -run TestTable`" + `.
`
