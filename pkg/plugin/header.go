// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
)

// Headers of a request to a class API.
const (
	// HeaderMeta is base64 of the JSON object {"baseURL":"<address of the tool>"}.
	HeaderMeta = "X-Plugin-Meta"
	// HeaderAuth is base64 of the type of the Secret. It is there when HeaderSecret is.
	HeaderAuth = "X-Plugin-Auth"
	// HeaderSecret is base64 of a JSON object of the keys of the Secret, with their values in base64.
	HeaderSecret = "X-Plugin-Secret"
	// HeaderCACerts is base64 of the PEM of certificate authorities that vouch for the tool beside those of the system. It
	// is there when there are any.
	HeaderCACerts = "X-Plugin-CACerts"
	// HeaderAddresses is base64 of a JSON list of URLs: further addresses of the tool where the credential may be used too. It
	// is there when there are any, and a credential.
	HeaderAddresses = "X-Plugin-Addresses"
)

// MaxHeaderBytes is how long the value of each header may be. Servers written in Go take 1 MiB for all headers together;
// others may have to be told to take as much.
const MaxHeaderBytes = 128 << 10

// meta is the content of HeaderMeta.
type meta struct {
	BaseURL string `json:"baseURL"`
}

func headers() [5]string {
	return [...]string{HeaderMeta, HeaderAuth, HeaderSecret, HeaderCACerts, HeaderAddresses}
}

// TooLongError says that a header would be longer than MaxHeaderBytes.
type TooLongError struct {
	// Header is its name, one of the constants of this package, and Bytes how long its value would be.
	Header string
	Bytes  int
}

// Error implements error. Nothing of the value is in it.
func (e *TooLongError) Error() string {
	return fmt.Sprintf("the header %s would take %d bytes: a class API is sent at most %d", e.Header, e.Bytes, MaxHeaderBytes)
}

// SetHeader puts the call on a request, in place of whatever is there under these names. An error, a *TooLongError where a
// header would be too long, names the header and no value, and leaves none of them: the request must not be sent.
func (c *Call) SetHeader(h http.Header) error {
	for _, name := range headers() {
		h.Del(name)
	}
	encoded, err := c.encode()
	if err != nil {
		return err
	}
	for name, text := range encoded {
		h.Set(name, text)
	}
	return nil
}

// encode gives the values of the headers that are to be there.
func (c *Call) encode() (map[string]string, error) {
	about, err := encodeJSON(HeaderMeta, meta{BaseURL: c.BaseURL})
	if err != nil {
		return nil, err
	}
	plain := map[string][]byte{HeaderMeta: about}
	if secret, ok := c.Secret(); ok {
		plain[HeaderAuth] = []byte(c.SecretType)
		if plain[HeaderSecret], err = encodeJSON(HeaderSecret, secret); err != nil {
			return nil, err
		}
	}
	if len(c.CACerts) > 0 {
		plain[HeaderCACerts] = c.CACerts
	}
	if len(c.Addresses) > 0 {
		if plain[HeaderAddresses], err = encodeJSON(HeaderAddresses, c.Addresses); err != nil {
			return nil, err
		}
	}
	encoded := make(map[string]string, len(plain))
	for name, text := range plain {
		if length := base64.StdEncoding.EncodedLen(len(text)); length > MaxHeaderBytes {
			return nil, &TooLongError{Header: name, Bytes: length}
		}
		encoded[name] = base64.StdEncoding.EncodeToString(text)
	}
	return encoded, nil
}

// encodeJSON leaves characters that matter to HTML alone as they are: an address stays readable to simple parsers.
func encodeJSON(name string, value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("encoding the header %s: %w", name, err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}
