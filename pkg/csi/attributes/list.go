// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/sets"
)

// parseNames splits a list at its commas; blanks around a name do not belong to it.
func parseNames(list string) ([]string, error) {
	if list == "" {
		return nil, nil
	}
	seen := sets.New[string]()
	var names []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		switch {
		case name == "":
			return nil, wrong(keyNames, "name %d of the list is empty: write the names with one comma between them, "+
				"such as a,b", len(names)+1)
		case seen.Has(name):
			return nil, wrong(keyNames, "%s is in the list twice: name each configuration once", shown(name))
		}
		seen.Insert(name)
		names = append(names, name)
	}
	return names, nil
}
