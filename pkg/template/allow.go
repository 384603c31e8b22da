// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"reflect"
	"sync"

	"github.com/Masterminds/sprig/v3"
)

// allowed returns the functions that templates may call, by name. It is made once
// and only read.
var allowed = sync.OnceValue(func() map[string]*function {
	list := map[string]*function{}
	fromSprig := sprig.GenericFuncMap()
	add := func(names []string, with function) {
		for _, name := range names {
			impl, ok := fromSprig[name]
			if !ok {
				continue
			}
			f := with
			f.name, f.impl = name, reflect.ValueOf(impl)
			f.prepare()
			list[name] = &f
		}
	}
	add(linearFunctions(), function{})
	add(lookupFunctions(), function{shallow: true})
	for name, f := range guardedFunctions() {
		add([]string{name}, f)
	}
	for name, f := range ownFunctions() {
		f.name = name
		f.prepare()
		list[name] = &f
	}
	return list
})

// linearFunctions names the functions of sprig whose work and result are
// proportional to the size of their arguments, and that depend on nothing else.
//
// What is missing is missing on purpose: env, expandenv, getHostByName; all that
// makes keys, certificates or passwords (gen*, buildCustomCert, derivePassword,
// encryptAES, decryptAES, bcrypt, htpasswd); all that is random (rand*, uuidv4,
// shuffle); and dates, which read the clock and the time zones of the machine.
// View writes a time as a string.
func linearFunctions() []string {
	return []string{
		// Strings.
		"abbrev", "abbrevboth", "camelcase", "cat", "contains", "hasPrefix", "hasSuffix",
		"initials", "kebabcase", "lower", "nospace", "plural", "quote", "snakecase", "squote",
		"substr", "swapcase", "title", "trim", "trimPrefix", "trimSuffix", "trunc", "untitle",
		"upper",
		// Encodings and digests.
		"adler32sum", "b32dec", "b32enc", "b64dec", "b64enc", "sha1sum", "sha256sum", "sha512sum",
		"fromJson", "mustFromJson", "mustToJson", "mustToPrettyJson", "mustToRawJson", "toJson",
		"toPrettyJson", "toRawJson",
		// Numbers.
		"add", "add1", "atoi", "biggest", "ceil", "div", "float64", "floor", "int", "int64", "max",
		"maxf", "min", "minf", "mod", "mul", "sub", "toDecimal",
		"duration", "durationRound",
		// Lists.
		"append", "compact", "concat", "has", "initial", "list", "mustAppend", "mustCompact",
		"mustHas", "mustInitial", "mustPrepend", "mustPush", "mustRest", "mustReverse", "prepend",
		"push", "rest", "reverse", "sortAlpha", "toStrings", "tuple",
		// Dicts.
		"dict", "omit", "pick", "pluck", "set", "unset",
		// Types.
		"deepEqual",
		// Paths and addresses.
		"base", "clean", "dir", "ext", "isAbs", "osBase", "osClean", "osDir", "osExt", "osIsAbs",
		"urlJoin", "urlParse",
	}
}

// lookupFunctions names the functions of sprig that look at one level of their
// arguments and return a part of them.
func lookupFunctions() []string {
	return []string{
		"all", "any", "coalesce", "default", "dig", "empty", "first", "get", "hasKey", "kindIs",
		"kindOf", "last", "mustFirst", "mustLast", "ternary", "typeIs", "typeIsLike", "typeOf",
	}
}

// guardedFunctions are functions of sprig that can do more than their arguments
// suggest, or write what does not exist as <nil>.
func guardedFunctions() map[string]function {
	pattern := func(guard func(*run, []reflect.Value) error) function {
		return function{guard: guard, checkConstant: checkPattern}
	}
	decimal := function{guard: guardDecimal}
	return map[string]function{
		"repeat":        {guard: guardRepeat},
		"indent":        {guard: guardIndent},
		"nindent":       {guard: guardIndent},
		"replace":       {guard: guardReplace},
		"join":          {guard: guardJoin},
		"wrap":          {guard: guardWrap},
		"wrapWith":      {guard: guardWrapWith},
		"trimAll":       {guard: guardTrimAll},
		"trimall":       {guard: guardTrimAll},
		"split":         {guard: guardSplit},
		"splitList":     {guard: guardSplit},
		"splitn":        {guard: guardSplit},
		"toString":      {strict: true},
		"until":         {guard: guardUntil},
		"untilStep":     {guard: guardUntilStep},
		"seq":           {guard: guardSeq},
		"chunk":         {guard: guardChunk},
		"mustChunk":     {guard: guardChunk},
		"uniq":          {guard: guardUniq},
		"mustUniq":      {guard: guardUniq},
		"without":       {guard: guardWithout},
		"mustWithout":   {guard: guardWithout},
		"add1f":         decimal,
		"addf":          decimal,
		"subf":          decimal,
		"mulf":          decimal,
		"divf":          decimal,
		"round":         {guard: guardRound},
		"semver":        {guard: guardVersion},
		"semverCompare": {guard: guardVersion},

		"regexMatch":                 pattern(guardMatch),
		"mustRegexMatch":             pattern(guardMatch),
		"regexFind":                  pattern(guardMatch),
		"mustRegexFind":              pattern(guardMatch),
		"regexFindAll":               pattern(guardFindAll),
		"mustRegexFindAll":           pattern(guardFindAll),
		"regexSplit":                 pattern(guardFindAll),
		"mustRegexSplit":             pattern(guardFindAll),
		"regexReplaceAll":            pattern(guardReplaceAll),
		"mustRegexReplaceAll":        pattern(guardReplaceAll),
		"regexReplaceAllLiteral":     pattern(guardReplaceAll),
		"mustRegexReplaceAllLiteral": pattern(guardReplaceAll),
		"regexQuoteMeta":             {},
	}
}

// ownFunctions are the builtins of text/template, of which call is missing, and
// functions of sprig that are implemented here: to keep the order of keys, not to
// share what is merged, or because the original panics.
func ownFunctions() map[string]function {
	own := func(impl any) function { return function{impl: reflect.ValueOf(impl)} }
	lookup := func(impl any) function { return function{impl: reflect.ValueOf(impl), shallow: true} }
	prints := func(impl any) function { return function{impl: reflect.ValueOf(impl), strict: true} }
	lazy := func(impl any) function { return function{impl: reflect.ValueOf(impl), builtin: true} }

	printf := prints(formatted)
	printf.checkConstant = checkFormatCount
	return map[string]function{
		"and": lazy(func(any, ...any) any { return nil }),
		"or":  lazy(func(any, ...any) any { return nil }),
		"not": lazy(func(any) any { return nil }),

		"eq": own(equal),
		"ne": own(notEqual),
		"lt": own(less),
		"le": own(lessOrEqual),
		"gt": own(greater),
		"ge": own(greaterOrEqual),

		"index":     lookup(index),
		"len":       lookup(length),
		"slice":     own(slice),
		"mustSlice": own(slice),

		"print":    prints(printed),
		"printf":   printf,
		"println":  prints(printedLine),
		"html":     prints(escapedHTML),
		"js":       prints(escapedJS),
		"urlquery": prints(escapedQuery),

		"keys":               own(keys),
		"values":             own(values),
		"merge":              own(merge),
		"mustMerge":          own(merge),
		"mergeOverwrite":     own(mergeOverwrite),
		"mustMergeOverwrite": own(mergeOverwrite),
		"deepCopy":           own(deepCopy),
		"mustDeepCopy":       own(deepCopy),
		"fail":               own((*run).fail),
	}
}
