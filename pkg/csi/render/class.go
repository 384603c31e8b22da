// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"maps"
	"slices"
	"strings"

	utilvalidation "k8s.io/apimachinery/pkg/util/validation"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/template"
)

// Class is the configurations of a ConnectorClass, compiled. It is immutable: any number of goroutines may render at
// the same time. The nil Class has no configurations.
type Class struct {
	configurations map[string]*configuration
}

// configuration is a set of files. One that has an error cannot be asked for.
type configuration struct {
	name   string
	params *params
	files  []file // sorted by name
	err    *Error
}

type file struct {
	name     string
	template *template.Template
}

// Compile makes a Class; it keeps no reference to its argument. What is wrong with a configuration is told when the
// configuration is asked for, so that it does not stand in the way of the others.
func Compile(configurations []v1alpha1.Configuration) *Class {
	c := &Class{configurations: make(map[string]*configuration, len(configurations))}
	before := 0
	for i := range configurations {
		name := configurations[i].Name
		if _, twice := c.configurations[name]; twice {
			// Admission refuses such a class, and so neither of the two is the one that is meant.
			c.configurations[name] = &configuration{name: name, err: wrongClass(name, "", "is declared twice in the class")}
			continue
		}
		actions := actionsOf(&configurations[i])
		c.configurations[name] = compile(&configurations[i], actions, before)
		before += actions
	}
	return c
}

// actionsOf is how many actions the templates of a configuration have, or more.
func actionsOf(declared *v1alpha1.Configuration) int {
	actions := 0
	for _, text := range declared.Data {
		actions += strings.Count(text, "{{")
	}
	return actions
}

// compile makes a configuration that has so many actions; those before it in the class have so many more.
func compile(declared *v1alpha1.Configuration, actions, before int) *configuration {
	made := &configuration{name: declared.Name}
	switch {
	case len(declared.Data) > maxFiles:
		made.err = tooMuch(declared.Name, "", "has %d files, at most %d are possible", len(declared.Data), maxFiles)
		return made
	case actions > maxActions-before:
		made.err = tooMuch(declared.Name, "", "its templates have %d actions, a class may have %d and the configurations before it have %d",
			actions, maxActions, before)
		return made
	}
	if made.params, made.err = compileParams(declared); made.err != nil {
		return made
	}
	for _, name := range slices.Sorted(maps.Keys(declared.Data)) {
		compiled, err := compileFile(declared.Name, name, declared.Data[name])
		if err != nil {
			made.err = err
			return made
		}
		made.files = append(made.files, compiled)
	}
	return made
}

// compileFile asks for the same names as admission does: a class may have been stored before a rule was there.
func compileFile(configuration, name, text string) (file, *Error) {
	if name == "" {
		return file{}, wrongClass(configuration, "", "has a file without a name")
	}
	if complaints := utilvalidation.IsConfigMapKey(name); len(complaints) > 0 {
		return file{}, wrongClass(configuration, name, "is no name of a file: "+complaints[0])
	}
	parsed, err := template.Parse("", text, template.Limits{Output: maxFileBytes})
	if err != nil {
		return file{}, inTemplate(configuration, name, err)
	}
	return file{name: name, template: parsed}, nil
}

// choose finds configurations by name, in the order of the names.
func (c *Class) choose(names []string) ([]*configuration, *Error) {
	var all map[string]*configuration
	if c != nil {
		all = c.configurations
	}
	chosen := make([]*configuration, 0, len(names))
	for _, name := range names {
		found, ok := all[name]
		if !ok {
			return nil, notOffered(name, "does not exist in the class, which has %s", listed(slices.Collect(maps.Keys(all))))
		}
		if found.err != nil {
			return nil, found.err
		}
		chosen = append(chosen, found)
	}
	return chosen, nil
}
