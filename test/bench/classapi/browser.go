// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/test/bench/stage"
)

const (
	// patience is longer than the controller needs to find the class API and the Connector.
	patience = time.Minute
	pause    = 100 * time.Millisecond

	// usual is how many items a page has of which nothing is said, and most how many one can have.
	usual = 100
	most  = 10_000
)

// browser is one way to a class API: to its paths below base.
type browser struct {
	client *stage.Client
	base   string
}

// browse gives the way through the kube-apiserver and connectors/api, as an ordinary user, and the way of our own API server, past
// both. It returns when the Connector says where its API is.
func (m *measurement) browse(ctx context.Context, k kind, address string) (whole, direct browser, err error) {
	if err := m.connect(ctx, k, address); err != nil {
		return whole, direct, err
	}
	if whole.client, err = stage.NewClient(m.stage.Kube()); err != nil {
		return whole, direct, err
	}
	if whole.base, err = m.apiPath(ctx, k.class); err != nil {
		return whole, direct, err
	}
	config, err := m.stage.ClassAPICaller()
	if err != nil {
		return whole, direct, err
	}
	client, err := stage.NewClient(config)
	if err != nil {
		return whole, direct, err
	}
	header := http.Header{}
	err = plugin.NewCall(address, k.secretType, secret(), nil).SetHeader(header)
	direct.client = client.With(header)
	return whole, direct, err
}

// apiPath is where the Connectors API of a Connector is.
func (m *measurement) apiPath(ctx context.Context, connector string) (path string, err error) {
	group, err := m.stage.Connectors()
	if err != nil {
		return "", err
	}
	err = wait.PollUntilContextTimeout(ctx, pause, patience, true, func(ctx context.Context) (bool, error) {
		found, err := group.ConnectorsV1alpha1().Connectors(namespace).Get(ctx, connector, metav1.GetOptions{})
		if err != nil || found.Status.API == nil {
			return false, err
		}
		path = found.Status.API.Path
		return path != "", nil
	})
	if err != nil {
		return "", fmt.Errorf("connector %s does not say where its API is: %w", connector, err)
	}
	return path, nil
}

func (b browser) close() { b.client.Close() }

// page has one page listed. What is read is not looked at.
func (b browser) page(what string, query url.Values) ask {
	path := b.base + what + "?" + query.Encode()
	return func(ctx context.Context) error {
		_, err := b.client.Read(ctx, path)
		return err
	}
}

// await returns when a first page is as it should be, of so many items in all.
func (b browser) await(ctx context.Context, what string, query url.Values, total int) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, pause, patience, true, func(ctx context.Context) (bool, error) {
		last = b.check(ctx, what, query, total)
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("a list does not become as it should be: %w", errors.Join(last, err))
	}
	return nil
}

func (b browser) check(ctx context.Context, what string, query url.Values, total int) error {
	answer, err := b.client.Do(ctx, http.MethodGet, b.base+what+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	var found struct {
		ListMeta struct{ TotalItems int }
		Items    []json.RawMessage
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return err
	}
	if items := min(total, usual); len(found.Items) != items || found.ListMeta.TotalItems != total {
		return fmt.Errorf("%s answers %d items of %d, which should be %d of %d",
			what, len(found.Items), found.ListMeta.TotalItems, items, total)
	}
	return nil
}

// of asks for a page of so many items of a repository.
func of(repository string, items int) url.Values {
	return url.Values{"repository": {repository}, "itemsPerPage": {strconv.Itoa(items)}}
}

// and asks for more.
func and(query url.Values, name, value string) url.Values {
	more := url.Values{name: {value}}
	for name, values := range query {
		more[name] = values
	}
	return more
}
