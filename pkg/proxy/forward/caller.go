// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"encoding/base64"
	"net/http"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/validation"

	"connectors.alauda.io/pkg/proxy/access"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/target"
)

const (
	proxyAuthorization = "Proxy-Authorization"
	// maxCaller bounds what is decoded, in bytes. Tokens of the cluster have about one thousand.
	maxCaller = 16 << 10
)

// caller is what a client says about itself: which Connector it wants to use, and a token that shows who it is.
type caller struct {
	namespace, connector string
	token                target.Credential
}

func (c caller) want(verbs []string) access.Want {
	return access.Want{Token: c.token, Namespace: c.namespace, Connector: c.connector, Verbs: verbs}
}

// note puts into an audit record what the caller has named.
func (c caller) note(record *audit.Record) {
	record.Namespace, record.Connector = c.namespace, c.connector
}

// callerOf finds the caller of a request. Its error is Unauthorized and says what would be right.
func callerOf(r *http.Request) (caller, error) { return parseCaller(r.Header[proxyAuthorization]) }

// parseCaller reads the values of Proxy-Authorization: Basic, with <namespace>/<connector> for a user and a token for a
// password.
func parseCaller(values []string) (caller, error) {
	switch {
	case len(values) == 0:
		return caller{}, unnamed("a Connector and a token are needed")
	case len(values) > 1:
		return caller{}, unnamed("the request has more than one Proxy-Authorization header")
	case len(values[0]) > maxCaller:
		return caller{}, unnamed("Proxy-Authorization is too long")
	}
	scheme, encoded, _ := strings.Cut(strings.Trim(values[0], " \t"), " ")
	if !strings.EqualFold(scheme, "basic") {
		return caller{}, unnamed("the scheme of Proxy-Authorization must be Basic")
	}
	text, err := decodeBasic(strings.Trim(encoded, " \t"))
	if err != nil {
		return caller{}, unnamed("Proxy-Authorization is not valid base64")
	}
	user, token, _ := strings.Cut(text, ":")
	namespace, connector, ok := splitUser(user)
	switch {
	case !ok:
		return caller{}, unnamed("the user of Proxy-Authorization names no Connector")
	case token == "" || strings.ContainsFunc(token, isControl):
		return caller{}, unnamed("the password of Proxy-Authorization is no token")
	}
	return caller{namespace: namespace, connector: connector, token: target.NewCredential(token)}, nil
}

// decodeBasic refuses the line breaks that the decoder would pass over.
func decodeBasic(encoded string) (string, error) {
	if strings.ContainsAny(encoded, "\r\n") {
		return "", base64.CorruptInputError(0)
	}
	text, err := base64.StdEncoding.Strict().DecodeString(encoded)
	return string(text), err
}

// splitUser reads <namespace>/<connector>. In a URL the slash has to be written as %2F, and some clients send it as it was
// written; no name has a percent sign in it.
func splitUser(user string) (namespace, connector string, ok bool) {
	const encodedSlash = len("%2F")
	namespace, connector, ok = strings.Cut(user, "/")
	if at := strings.Index(strings.ToUpper(user), "%2F"); !ok && at >= 0 {
		namespace, connector, ok = user[:at], user[at+encodedSlash:], true
	}
	ok = ok && len(validation.IsDNS1123Label(namespace)) == 0 && len(validation.IsDNS1123Subdomain(connector)) == 0
	return namespace, connector, ok
}

func isControl(c rune) bool { return c < ' ' || c == 0x7f }

func unnamed(message string) error {
	return apierrors.NewUnauthorized(message +
		": send Proxy-Authorization: Basic with <namespace>/<connector> as the user and a token as the password, " +
		"in the URL of a proxy http://<namespace>%2F<connector>:<token>@<proxy>")
}
