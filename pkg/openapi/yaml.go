// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// weigh refuses YAML text that would become much more when its aliases are written out: a text of a few kilobytes can
// stand for gigabytes. The library has a bound of its own, which counts values and not their length.
func weigh(text string) error {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return errors.New("the text is empty")
		}
		return err
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return errors.New("the text must hold one document, and something stands behind the first")
	}
	weight, err := scale{}.weigh(&document)
	if err == nil && weight > maxWeight {
		err = fmt.Errorf("the text must have at most %d bytes and %d values with its aliases written out",
			maxWeight, maxWeight/valueWeight)
	}
	return err
}

// scale remembers what anchored nodes weigh. One that is being weighed has the weight unknown.
type scale map[*yaml.Node]int

const unknown = -1

// weigh counts bytes up to a little more than maxWeight, so that nothing overflows.
func (s scale) weigh(node *yaml.Node) (int, error) {
	if node.Kind == yaml.AliasNode {
		return s.weighAnchored(node.Alias)
	}
	if node.Anchor != "" {
		return s.weighAnchored(node)
	}
	return s.weighContent(node)
}

func (s scale) weighAnchored(node *yaml.Node) (int, error) {
	if weight, known := s[node]; known {
		if weight == unknown {
			return 0, fmt.Errorf("line %d: the anchor %q contains itself", node.Line, shown(node.Anchor))
		}
		return weight, nil
	}
	s[node] = unknown
	weight, err := s.weighContent(node)
	s[node] = weight
	return weight, err
}

func (s scale) weighContent(node *yaml.Node) (int, error) {
	weight := valueWeight + len(node.Value)
	for _, inner := range node.Content {
		more, err := s.weigh(inner)
		if err != nil {
			return 0, err
		}
		weight = min(weight+more, maxWeight+1)
	}
	return weight, nil
}
