// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"connectors.alauda.io/pkg/target"
)

const (
	// clientID is what we are called at token services.
	clientID = "connectors-proxy"
	// maxAnswerBytes bounds the answer of a token service.
	maxAnswerBytes = 1 << 20
	// maxTokenBytes bounds a token: it goes into a header.
	maxTokenBytes = 32 << 10
	// defaultLife is what the specification says where an answer says nothing.
	defaultLife = 60 * time.Second
	// maxLife is how long a token is used at most, whatever an answer says.
	maxLife = time.Hour
	// maxMargin is the longest time before the end of a token at which it is not used any more.
	maxMargin = 30 * time.Second
)

// token is one of a registry's tokens.
type token struct {
	value target.Credential
	// usable is for how long it can be put on requests, and life for how long it opens anything.
	usable, life time.Duration
}

// tokenRequest asks a token service for a token, without the password.
func tokenRequest(ctx context.Context, from demand, scopes []string) (*http.Request, error) {
	u, err := url.Parse(from.realm)
	if err != nil {
		return nil, malformed("the registry names a token service that is no URL")
	}
	query := u.Query()
	query.Set("client_id", clientID)
	if from.service != "" {
		query.Set("service", from.service)
	}
	query["scope"] = append(query["scope"], scopes...)
	u.RawQuery, u.Fragment, u.RawFragment = query.Encode(), "", ""
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, malformed("the registry names a token service that is no URL")
	}
	req.Header["Accept"] = []string{"application/json"}
	return req, nil
}

// readToken reads the answer of a token service.
func readToken(answer *http.Response, now time.Time) (token, error) {
	if answer.StatusCode != http.StatusOK {
		return token{}, refused(answer, now)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswerBytes+1))
	switch {
	case err != nil:
		return token{}, unsent(err)
	case len(body) > maxAnswerBytes:
		return token{}, malformed("its answer is larger than 1 MiB")
	}
	return parseToken(body)
}

// parseToken reads the body of an answer with code 200. When a token was issued is counted from its arrival: the clocks may
// differ.
func parseToken(body []byte) (token, error) {
	var answer struct {
		Token       string  `json:"token"`
		AccessToken string  `json:"access_token"`
		ExpiresIn   float64 `json:"expires_in"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return token{}, malformed("its answer is not JSON as the specification of tokens says")
	}
	text := answer.Token
	if text == "" {
		text = answer.AccessToken
	}
	switch {
	case text == "":
		return token{}, malformed("its answer holds none")
	case len(text) > maxTokenBytes:
		return token{}, malformed("its answer holds one of more than 32 KiB")
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return token{}, malformed("its answer holds one that cannot stand in a header")
	}
	life := lifeOf(answer.ExpiresIn)
	return token{value: target.NewCredential(text), usable: life - min(life/10, maxMargin), life: life}, nil
}

func lifeOf(seconds float64) time.Duration {
	switch {
	case seconds >= maxLife.Seconds():
		return maxLife
	case seconds > 0:
		return time.Duration(seconds * float64(time.Second))
	default:
		return defaultLife
	}
}
