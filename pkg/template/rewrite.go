// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"text/template/parse"
)

// The functions that the rewriter calls. A template cannot: identifiers of its
// text are looked up in the allow-list, which does not know these.
const (
	stepName  = "_step"
	enterName = "_enter"
	leaveName = "_leave"
	textName  = "_text"
	rangeName = "_range"
	printName = "_print"
)

// treeError is an error at a position of the text.
type treeError struct {
	pos parse.Pos
	msg string
}

func errAt(n parse.Node, format string, args ...any) *treeError {
	return &treeError{pos: n.Position(), msg: fmt.Sprintf(format, args...)}
}

// rewriter checks trees and puts the calls into them that count what they do.
type rewriter struct {
	trees    map[string]*parse.Tree
	allowed  map[string]*function
	used     map[string]*function
	literals map[string]struct{}
}

func newRewriter(trees map[string]*parse.Tree) *rewriter {
	return &rewriter{
		trees:    trees,
		allowed:  allowed(),
		used:     map[string]*function{},
		literals: map[string]struct{}{},
	}
}

// functions returns the functions that the templates call.
func (w *rewriter) functions() []*function {
	return slices.Collect(maps.Values(w.used))
}

func (w *rewriter) rewrite() *treeError {
	// In a fixed order, so that of several errors the same one is reported.
	for _, name := range slices.Sorted(maps.Keys(w.trees)) {
		root := w.trees[name].Root
		nodes, err := w.list(root, 0)
		if err != nil {
			return err
		}
		root.Nodes = slices.Concat(
			[]parse.Node{call(root.Pos, enterName, nodes)}, root.Nodes,
			[]parse.Node{call(root.Pos, leaveName)})
	}
	return nil
}

// list rewrites a list and returns how many nodes one pass through it can run.
func (w *rewriter) list(l *parse.ListNode, depth int) (int, *treeError) {
	if l == nil {
		return 0, nil
	}
	if depth > maxNesting {
		return 0, errAt(l, "nested deeper than %d levels", maxNesting)
	}
	total := 0
	nodes := make([]parse.Node, 0, len(l.Nodes))
	for _, n := range l.Nodes {
		if text, ok := n.(*parse.TextNode); ok {
			nodes = append(nodes, call(text.Pos, textName, len(text.Text)), text)
			total++
			continue
		}
		count, err := w.node(n, depth)
		if err != nil {
			return 0, err
		}
		total += count
		nodes = append(nodes, n)
	}
	l.Nodes = nodes
	return total, nil
}

func (w *rewriter) node(n parse.Node, depth int) (int, *treeError) {
	switch n := n.(type) {
	case *parse.ActionNode:
		count, err := w.pipe(n.Pipe, depth)
		if err == nil && len(n.Pipe.Decl) == 0 {
			pipeTo(n.Pipe, printName)
		}
		return count, err
	case *parse.IfNode:
		return w.branch(&n.BranchNode, depth)
	case *parse.WithNode:
		return w.branch(&n.BranchNode, depth)
	case *parse.RangeNode:
		return w.rangeNode(n, depth)
	case *parse.TemplateNode:
		if w.trees[n.Name] == nil {
			return 0, errAt(n, "template %q is not defined", n.Name)
		}
		return w.pipe(n.Pipe, depth)
	case *parse.BreakNode, *parse.ContinueNode, *parse.CommentNode:
		return 1, nil
	default:
		return 0, errAt(n, "unknown action")
	}
}

func (w *rewriter) branch(n *parse.BranchNode, depth int) (int, *treeError) {
	count, err := w.pipe(n.Pipe, depth)
	if err != nil {
		return 0, err
	}
	then, err := w.list(n.List, depth+1)
	if err != nil {
		return 0, err
	}
	otherwise, err := w.list(n.ElseList, depth+1)
	return count + then + otherwise, err
}

// rangeNode leaves the body of the range out of the count: it is counted with
// every iteration.
func (w *rewriter) rangeNode(n *parse.RangeNode, depth int) (int, *treeError) {
	count, err := w.pipe(n.Pipe, depth)
	if err != nil {
		return 0, err
	}
	pipeTo(n.Pipe, rangeName)
	body, err := w.list(n.List, depth+1)
	if err != nil {
		return 0, err
	}
	n.List.Nodes = slices.Concat([]parse.Node{call(n.Pos, stepName, body)}, n.List.Nodes)
	otherwise, err := w.list(n.ElseList, depth+1)
	return count + otherwise, err
}

func (w *rewriter) pipe(p *parse.PipeNode, depth int) (int, *treeError) {
	if p == nil {
		return 1, nil
	}
	if depth > maxNesting {
		return 0, errAt(p, "nested deeper than %d levels", maxNesting)
	}
	total := 1
	for i, cmd := range p.Cmds {
		piped := min(i, 1)
		if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
			if err := w.function(id, cmd.Args[1:], piped); err != nil {
				return 0, err
			}
		}
		for j, arg := range cmd.Args {
			count, err := w.operand(arg, j > 0, depth)
			if err != nil {
				return 0, err
			}
			total += count
		}
	}
	return total, nil
}

// operand rewrites a word of a command; isArgument says that it is not the first.
func (w *rewriter) operand(n parse.Node, isArgument bool, depth int) (int, *treeError) {
	switch n := n.(type) {
	case *parse.PipeNode:
		return w.pipe(n, depth+1)
	case *parse.ChainNode:
		count, err := w.operand(n.Node, true, depth+1)
		return count + len(n.Field), err
	case *parse.FieldNode:
		return len(n.Ident), nil
	case *parse.VariableNode:
		return len(n.Ident), nil
	case *parse.IdentifierNode:
		if isArgument {
			return 1, w.function(n, nil, 0)
		}
	case *parse.NumberNode:
		if n.IsComplex && !n.IsFloat {
			return 0, errAt(n, "complex numbers are not supported")
		}
	case *parse.StringNode:
		w.literals[n.Text] = struct{}{}
	}
	return 1, nil
}

// function checks a call with arguments of its own and a number of piped ones.
func (w *rewriter) function(id *parse.IdentifierNode, args []parse.Node, piped int) *treeError {
	f := w.allowed[id.Ident]
	if f == nil {
		return errAt(id, "function %q does not exist or is not allowed in templates of connectors", id.Ident)
	}
	if msg := f.checkCount(len(args) + piped); msg != "" {
		return errAt(id, "%s", msg)
	}
	w.used[f.name] = f
	if f.checkConstant == nil || len(args) == 0 {
		return nil
	}
	if s, ok := args[0].(*parse.StringNode); ok {
		if err := f.checkConstant(s.Text, len(args)+piped-1); err != nil {
			return errAt(s, "%s: %s", f.name, err)
		}
	}
	return nil
}

// call makes an action that calls one of the counting functions.
func call(pos parse.Pos, name string, args ...int) parse.Node {
	return &parse.ActionNode{
		NodeType: parse.NodeAction,
		Pos:      pos,
		Pipe: &parse.PipeNode{
			NodeType: parse.NodePipe,
			Pos:      pos,
			Cmds:     []*parse.CommandNode{command(pos, name, args...)},
		},
	}
}

// pipeTo sends the value of a pipeline through one of the counting functions.
func pipeTo(p *parse.PipeNode, name string) {
	p.Cmds = append(p.Cmds, command(p.Cmds[len(p.Cmds)-1].Pos, name))
}

func command(pos parse.Pos, name string, args ...int) *parse.CommandNode {
	c := &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pos}
	c.Args = append(c.Args, parse.NewIdentifier(name).SetPos(pos))
	for _, n := range args {
		c.Args = append(c.Args, &parse.NumberNode{
			NodeType: parse.NodeNumber,
			Pos:      pos,
			IsInt:    true,
			Int64:    int64(n),
			Text:     strconv.Itoa(n),
		})
	}
	return c
}
