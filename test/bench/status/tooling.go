// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"k8s.io/client-go/rest"

	"connectors.alauda.io/test/bench/child"
	"connectors.alauda.io/test/bench/stage"
)

// tooling is the process of the tools, as the one who measures sees it.
type tooling struct {
	process *child.Process
	// shared is the host:port of all tools, own another one of the same.
	shared, own string
	control     *stage.Client
}

func startTools(ctx context.Context) (*tooling, error) {
	process, err := child.Start(ctx, ToolArgument)
	if err != nil {
		return nil, err
	}
	control, err := stage.NewClient(&rest.Config{Host: "http://" + process.Addresses[2]})
	if err != nil {
		return nil, err
	}
	return &tooling{process: process, shared: process.Addresses[0], own: process.Addresses[1], control: control}, nil
}

func (t *tooling) stop() error {
	t.control.Close()
	return t.process.Stop()
}

// hang lets these tools accept and never answer. None are an empty span.
func (t *tooling) hang(ctx context.Context, tools span) error {
	query := url.Values{firstParam: {strconv.Itoa(tools.First)}, countParam: {strconv.Itoa(tools.Count)}}
	_, err := t.control.Do(ctx, "POST", hangPath+"?"+query.Encode(), nil)
	return err
}

func (t *tooling) forget(ctx context.Context) error {
	_, err := t.control.Do(ctx, "POST", forgetPath, nil)
	return err
}

func (t *tooling) gaps(ctx context.Context) (map[int][]time.Duration, error) {
	var gaps map[int][]time.Duration
	return gaps, t.get(ctx, gapsPath, &gaps)
}

func (t *tooling) holders(ctx context.Context, password string) (holders, error) {
	var found holders
	return found, t.get(ctx, holdersPath+"?"+url.Values{passwordParam: {password}}.Encode(), &found)
}

func (t *tooling) get(ctx context.Context, path string, into any) error {
	answer, err := t.control.Do(ctx, "GET", path, nil)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("GET %s of the tools: %w", path, err)
	}
	return nil
}
