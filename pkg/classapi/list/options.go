// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package list is what the lists of class APIs have in common: the parameters search, page and itemsPerPage, and answers
// that hold one page and the number of all items.
//
// What is listed may be long. Items are counted as they come, and only those of the page are kept.
package list

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"connectors.alauda.io/pkg/classapi/failure"
)

// The parameters of lists.
const (
	ParameterSearch       = "search"
	ParameterPage         = "page"
	ParameterItemsPerPage = "itemsPerPage"
)

const (
	defaultItemsPerPage = 100
	maxItemsPerPage     = 10_000
	// maxPage is far beyond what any tool holds, and near enough that page and items do not overflow when multiplied.
	maxPage = 1_000_000_000
	// maxSearchBytes bounds the text to search for.
	maxSearchBytes = 1024
)

// Parameters are the names of the parameters that Parse reads.
func Parameters() []string { return []string{ParameterSearch, ParameterPage, ParameterItemsPerPage} }

// Options say which items are wanted.
type Options struct {
	// Search is what names begin with; empty for all.
	Search string
	// Page counts from 1. ItemsPerPage is from 1 to 10000.
	Page, ItemsPerPage int
}

// Parse reads the parameters of a list. Those that are left out have their defaults: no search, page 1, 100 items. Its error
// is an *apierrors.StatusError with code 400 that names the parameter.
func Parse(query url.Values) (Options, error) {
	var options Options
	var err error
	if options.Search, err = search(query); err != nil {
		return Options{}, err
	}
	if options.Page, err = number(query, ParameterPage, 1, maxPage); err != nil {
		return Options{}, err
	}
	if options.ItemsPerPage, err = number(query, ParameterItemsPerPage, defaultItemsPerPage, maxItemsPerPage); err != nil {
		return Options{}, err
	}
	return options, nil
}

func search(query url.Values) (string, error) {
	values := query[ParameterSearch]
	if len(values) == 0 {
		return "", nil
	}
	text := values[0]
	switch {
	case len(values) > 1:
		return "", failure.BadParameter(ParameterSearch, "it is given more than once: give it once")
	case len(text) > maxSearchBytes:
		return "", failure.BadParameter(ParameterSearch, fmt.Sprintf("it is longer than %d bytes", maxSearchBytes))
	case !utf8.ValidString(text) || strings.ContainsFunc(text, isControl):
		return "", failure.BadParameter(ParameterSearch, "it holds a control character, or is no UTF-8: no name does")
	}
	return text, nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// number reads a whole number from 1 to limit. Signs, blanks and leading zeros are nothing that a program writes, and refused.
func number(query url.Values, name string, without, limit int) (int, error) {
	values := query[name]
	switch {
	case len(values) == 0:
		return without, nil
	case len(values) > 1:
		return 0, failure.BadParameter(name, "it is given more than once: give it once")
	}
	value, err := strconv.Atoi(values[0])
	if err != nil || value < 1 || value > limit || strconv.Itoa(value) != values[0] {
		return 0, failure.BadParameter(name, fmt.Sprintf("it must be a whole number from 1 to %d", limit))
	}
	return value, nil
}
