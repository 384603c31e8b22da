// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package list

// List is the answer of a list.
type List[T any] struct {
	// ListMeta says what the items are part of.
	ListMeta Meta `json:"listMeta"`
	// Items are those of the page; never null on the wire.
	Items []T `json:"items"`
}

// Meta is about all items, of which an answer holds a page.
type Meta struct {
	// TotalItems is how many there are on all pages.
	TotalItems int `json:"totalItems"`
}

// Collector keeps the items of one page out of all that it is told of, in their order. It is not safe for concurrent use.
type Collector[T any] struct {
	first, limit int
	total        int
	items        []T
}

// NewCollector makes a Collector for the page of options that Parse gave.
func NewCollector[T any](options Options) *Collector[T] {
	return &Collector[T]{first: (options.Page - 1) * options.ItemsPerPage, limit: options.ItemsPerPage, items: []T{}}
}

// Add counts an item, and keeps it if it is on the page.
func (c *Collector[T]) Add(item T) {
	if c.Count() {
		c.Keep(item)
	}
}

// Count counts an item without having it made, and says whether it is on the page: Keep it then, before the next is counted.
func (c *Collector[T]) Count() bool {
	c.total++
	return c.total > c.first && c.total-c.first <= c.limit
}

// Keep keeps the item that was counted last.
func (c *Collector[T]) Keep(item T) { c.items = append(c.items, item) }

// Total is how many items were counted.
func (c *Collector[T]) Total() int { return c.total }

// List is the answer. The Collector must not be used any more.
func (c *Collector[T]) List() List[T] {
	return List[T]{ListMeta: Meta{TotalItems: c.total}, Items: c.items}
}
