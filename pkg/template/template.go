// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"context"
	texttemplate "text/template"
	"text/template/parse"
	"time"
)

// mainName is what the parser calls every template. It is not the name given to
// Parse, because positions are read from messages that begin with it.
const mainName = "template"

// Template is a parsed template. It is immutable: any number of goroutines may
// execute it at the same time.
type Template struct {
	name     string
	limits   Limits
	trees    map[string]*parse.Tree
	used     []*function
	literals map[string]struct{}
}

// Execute renders the template with data, which is read through [View]: pass API
// objects as they are, and leave out or pass nil for what does not exist. A name
// that does not exist is false in a condition, empty in a range, and an error when
// it is printed or asked for a field of its own.
//
// The error is an [*Error]. On an error nothing of the result is returned.
func (t *Template) Execute(ctx context.Context, data any) (result string, err error) {
	r := &run{
		ctx:      ctx,
		limits:   t.limits,
		deadline: time.Now().Add(t.limits.Time),
		literals: t.literals,
	}
	// text/template lets panics of its own code pass; the panic value may quote
	// the data, so it is not looked at.
	defer func() {
		if recover() != nil {
			result, err = "", &Error{Name: t.name, Msg: "cannot be evaluated with this data"}
		}
	}()
	bound, bindErr := t.bind(r)
	if bindErr != nil {
		return "", t.explain(bindErr)
	}
	if execErr := bound.Execute(&r.out, View(data)); execErr != nil {
		return "", t.explain(execErr)
	}
	return r.out.String(), nil
}

// bind makes the executable form of the template for one run. Trees are shared
// between runs, which only read them.
func (t *Template) bind(r *run) (*texttemplate.Template, error) {
	funcs := make(texttemplate.FuncMap, len(t.used)+6)
	for _, f := range t.used {
		if f.builtin {
			continue
		}
		funcs[f.name] = func(args ...any) (any, error) { return r.call(f, args) }
	}
	funcs[stepName] = r.step
	funcs[enterName] = r.enter
	funcs[leaveName] = r.leave
	funcs[textName] = r.text
	funcs[rangeName] = r.iterate
	funcs[printName] = r.print
	bound := texttemplate.New(mainName).Funcs(funcs)
	for name, tree := range t.trees {
		if _, err := bound.AddParseTree(name, tree); err != nil {
			return nil, err
		}
	}
	return bound, nil
}
