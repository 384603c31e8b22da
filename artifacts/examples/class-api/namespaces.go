// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxAnswer is how much of a tool's answer is read. Tools may be hostile, or wrong.
const maxAnswer = 4 << 20

// A namespace is an item of the answer.
type namespace struct {
	Name  string `json:"name"`
	Phase string `json:"phase"`
}

// A failure is an error for the caller, with the HTTP status that tells what kind it is.
type failure struct {
	code    int
	message string
}

func (f *failure) Error() string { return f.message }

// namespaces answers with a page of the namespaces whose names begin with the parameter search.
func namespaces(w http.ResponseWriter, r *http.Request) {
	items, total, err := listPage(r)
	if err != nil {
		writeStatus(w, err)
		return
	}
	write(w, http.StatusOK, map[string]any{"listMeta": map[string]int{"totalItems": total}, "items": items})
}

func listPage(r *http.Request) (items []namespace, total int, err error) {
	query := r.URL.Query()
	page, err := number(query, "page", 1)
	if err != nil {
		return nil, 0, err
	}
	size, err := number(query, "itemsPerPage", 100)
	if err != nil {
		return nil, 0, err
	}
	c, err := readConnector(r.Header)
	if err != nil {
		return nil, 0, &failure{http.StatusBadRequest, err.Error()}
	}
	all, err := c.list(r.Context())
	if err != nil {
		return nil, 0, err
	}
	items = []namespace{} // an empty list is no null
	for _, one := range all {
		if !strings.HasPrefix(one.Name, query.Get("search")) {
			continue
		}
		if total >= (page-1)*size && len(items) < size {
			items = append(items, one)
		}
		total++
	}
	return items, total, nil
}

func number(query url.Values, name string, otherwise int) (int, error) {
	text := query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	const most = 10_000
	value, err := strconv.Atoi(text)
	if err != nil || value < 1 || value > most {
		return 0, &failure{http.StatusBadRequest, fmt.Sprintf("%s must be a number from 1 to %d", name, most)}
	}
	return value, nil
}

// list asks the tool.
func (c connector) list(ctx context.Context) ([]namespace, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(c.BaseURL, "/")+"/api/v1/namespaces", nil)
	if err != nil {
		return nil, &failure{http.StatusBadRequest, "the address of the Connector is no URL"}
	}
	if token := c.secret["token"]; len(token) > 0 {
		request.Header.Set("Authorization", "Bearer "+string(token))
	}
	client, done := c.client()
	defer done()
	answer, err := client.Do(request)
	if err != nil {
		return nil, &failure{http.StatusBadGateway, "the cluster cannot be reached: " + err.Error()}
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, refusedBy(answer)
	}
	var found struct {
		Items []struct {
			Metadata struct{ Name string }
			Status   struct{ Phase string }
		}
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(&found); err != nil {
		return nil, &failure{http.StatusBadGateway, "the cluster's answer is no list of namespaces"}
	}
	var all []namespace
	for _, item := range found.Items {
		all = append(all, namespace{Name: item.Metadata.Name, Phase: item.Status.Phase})
	}
	return all, nil
}

// refusedBy passes on that the credential is not good, and takes everything else for a fault of the tool.
func refusedBy(answer *http.Response) error {
	if answer.StatusCode == http.StatusUnauthorized || answer.StatusCode == http.StatusForbidden {
		return &failure{answer.StatusCode, "the cluster does not accept the credential for this"}
	}
	return &failure{http.StatusBadGateway, "the cluster answered " + answer.Status}
}
