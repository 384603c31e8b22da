// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"

	"connectors.alauda.io/pkg/target"
)

// Headers by which a class API learns of a Connector.
const (
	pluginMeta   = "X-Plugin-Meta"
	pluginAuth   = "X-Plugin-Auth"
	pluginSecret = "X-Plugin-Secret"
)

// pluginHeader tells a class API the address of a tool and, if secret is not nil, the credential for it. The header holds
// the credential in base64: it belongs on a request and nowhere else.
func pluginHeader(baseURL, secretType string, secret map[string]target.Credential) (http.Header, error) {
	header := http.Header{}
	meta := struct {
		BaseURL string `json:"baseURL"`
	}{baseURL}
	if err := setJSON(header, pluginMeta, meta); err != nil {
		return nil, err
	}
	if secret == nil {
		return header, nil
	}
	header.Set(pluginAuth, base64.StdEncoding.EncodeToString([]byte(secretType)))
	data := make(map[string][]byte, len(secret))
	for key, value := range secret {
		data[key] = []byte(value.Reveal())
	}
	return header, setJSON(header, pluginSecret, data)
}

func setJSON(header http.Header, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encoding the header %s: %w", name, err)
	}
	header.Set(name, base64.StdEncoding.EncodeToString(text))
	return nil
}
