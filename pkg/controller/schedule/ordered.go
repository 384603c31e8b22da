// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import "container/heap"

// item is what an ordered set holds. Its place is its own: an item is in one set at a time.
type item[T any] interface {
	comparable
	before(other T) bool
	// place is the item's index plus one, zero in no set.
	place() *int
}

// ordered is a set whose least item is at hand. The zero value is empty.
type ordered[T item[T]] struct{ items items[T] }

func (o *ordered[T]) empty() bool { return len(o.items) == 0 }

// least must not be called on an empty set.
func (o *ordered[T]) least() T { return o.items[0] }

// put adds an item, or moves one that is in this set already and has changed.
func (o *ordered[T]) put(x T) {
	if i := *x.place(); i > 0 {
		heap.Fix(&o.items, i-1)
		return
	}
	heap.Push(&o.items, x)
}

// remove does nothing for an item that is in no set.
func (o *ordered[T]) remove(x T) {
	if i := *x.place(); i > 0 {
		heap.Remove(&o.items, i-1)
	}
}

// items implements heap.Interface.
type items[T item[T]] []T

func (s items[T]) Len() int           { return len(s) }
func (s items[T]) Less(i, j int) bool { return s[i].before(s[j]) }

func (s items[T]) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	*s[i].place(), *s[j].place() = i+1, j+1
}

func (s *items[T]) Push(x any) {
	if added, ok := x.(T); ok {
		*s = append(*s, added)
		*added.place() = len(*s)
	}
}

func (s *items[T]) Pop() any {
	var none T
	end := len(*s) - 1
	removed := (*s)[end]
	(*s)[end] = none // the array behind the slice would hold it on
	*s = (*s)[:end]
	*removed.place() = 0
	return removed
}
