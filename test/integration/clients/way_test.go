// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	localstack "connectors.alauda.io/hack/local/stack"
)

const (
	audience  = "connectors-proxy"
	tokenLife = time.Hour
	// fakeToken is what a client has that must send something to a tool.
	fakeToken = "fake-token"
)

// A way is what a client is told to use a tool by one path.
type way struct {
	path    path
	room    *room
	network *network
	tool    *connected
	// url is where the client finds the tool, without a slash at the end.
	url string
	// token is what the client shows at url; empty on the forward paths, where it is in the URL of the proxy.
	token string
	// proxy is the URL of the forward proxy, empty on the other paths.
	proxy string
	// ca is a file with the authorities that the client trusts, if it speaks TLS.
	ca string

	mu    sync.Mutex
	heard strings.Builder
}

func (r *room) newWay(t *testing.T, p path) *way {
	t.Helper()
	w := &way{path: p, room: r, network: r.network, tool: r.plain, ca: r.proxyCA}
	if p.usesTLSTool() {
		w.tool = r.secure
	}
	token := r.newToken(t, p)
	inURL := url.QueryEscape(r.namespace+"/"+w.tool.name) + ":" + token
	r.conceal(token, base64.StdEncoding.EncodeToString([]byte(r.namespace+"/"+w.tool.name+":"+token)))
	w.tool.witness.forbid(token)
	if p.forward() {
		w.url = w.tool.url
		w.proxy = strings.Replace(localstack.ProxyEndpoint(stack.Cluster()), "://", "://"+inURL+"@", 1)
		return w
	}
	w.token = token
	names := fmt.Sprintf("/namespaces/%s/connectors/%s", r.namespace, w.tool.name)
	switch p {
	case byHost:
		w.url = w.tool.proxyURL
	case byHostTLS:
		w.url = strings.Replace(w.tool.proxyURL, "http:", "https:", 1)
	case byPath:
		w.url = "http://" + proxyService + names
	case byPathTLS:
		w.url = "https://" + proxyService + names
	default:
		w.ca = r.kubeCA
		w.url = stack.Admin(t).Host + "/apis/connectors.alauda.io/v1alpha1" + names + "/proxy"
	}
	return w
}

// newToken returns a token that no other cell has, for whoever takes it on this path.
func (r *room) newToken(t *testing.T, p path) string {
	t.Helper()
	var audiences []string
	if p != subresource {
		audiences = []string{audience}
	}
	token, err := stack.Cluster().ServiceAccountToken(t.Context(), r.namespace, r.account.Name, tokenLife, audiences...)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// proxyURL is the proxy that a program is told of: the forward proxy, or the network of the cluster by a scheme for SOCKS;
// empty if it needs none.
func (w *way) proxyURL(socks string) string {
	switch {
	case w.path.forward():
		return w.proxy
	case w.path == subresource:
		return ""
	default:
		return socks + "://" + w.network.address()
	}
}

// trusted are the authorities of the client, in PEM.
func (w *way) trusted(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(w.ca)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// hear keeps what the client got to see.
func (w *way) hear(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard.WriteString(text)
}

// heardSoFar is all that the client got to see.
func (w *way) heardSoFar() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.heard.String()
}
