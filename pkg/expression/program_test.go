// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"connectors.alauda.io/pkg/expression"
)

const canary = "CANARY7f3a"

func answer() expression.Response {
	return expression.Response{
		StatusCode: 200,
		Header:     http.Header{"Content-Type": {"application/json; charset=utf-8"}, "x-raw": {"a", "b"}},
		Body: []byte(`{"status":"ok","count":3,"big":9007199254740993,"ratio":0.5,"version":"1.12.0","none":null,` +
			`"secret":"` + canary + `","items":[{"name":"a","up":true},{"name":"b","up":true}],"tags":["x","y"]}`),
	}
}

func compile(t testing.TB, text string) *expression.Program {
	t.Helper()
	p, err := expression.Compile(text)
	if err != nil {
		t.Fatalf("Compile(%s): %v", text, err)
	}
	return p
}

// eval lets no time pass: a machine may well be busy for the second that an evaluation may take.
func eval(t *testing.T, text string, r expression.Response) (ok bool, err error) {
	t.Helper()
	p := compile(t, text)
	synctest.Test(t, func(t *testing.T) { ok, err = p.Eval(t.Context(), r) })
	return ok, err
}

func TestEval(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{`response.statusCode == 200`, true},
		{`response.statusCode in [200, 204]`, true},
		{`response.statusCode >= 200 && response.statusCode < 300`, true},
		{`response.statusCode == 200 && response.body.status == "ok"`, true},
		{`response.statusCode == 401 ? false : true`, true},
		{`response.headers["Content-Type"][0].startsWith("application/json")`, true},
		{`response.headers["content-type"][0].startsWith("application/json")`, true},
		{`"X-Raw" in response.headers && response.headers["X-Raw"].size() == 2`, true},
		{`"x-raw" in response.headers`, true},
		{`response.bodyString.contains("\"status\":\"ok\"")`, true},
		{`response.bodyString.matches("status.{1,4}ok")`, true},
		{`response.bodyString.matches("^ok$")`, false},
		{`has(response.body.errors)`, false},
		{`!has(response.body.errors) || response.body.errors.size() == 0`, true},
		{`response.body.count == 3 && response.body.count > 2.5`, true},
		{`response.body.big == 9007199254740993`, true},
		{`response.body.ratio < 1`, true},
		{`response.body.none == null`, true},
		{`response.body.items.all(i, i.up)`, true},
		{`response.body.items.exists(i, i.name == "b")`, true},
		{`response.body.items.filter(i, i.up).map(i, i.name) == ["a", "b"]`, true},
		{`response.body.tags[0] == "x" && "y" in response.body.tags`, true},
		{`response.body.items[0] == {"name": dyn("a"), "up": dyn(true)}`, true},
		{`response.body.?a.?b.orValue("none") == "none"`, true},
		{`response.body.status.upperAscii() == "OK"`, true},
		{`response.body.status + "!" == "ok!"`, true},
		{`response.body.status + response.body.status == "okok"`, true},
		{`int(response.body.count) + 1 == 4`, true},
		{`semver(response.body.version).isGreaterThan(semver("1.9.0"))`, true},
		{`response.body.items[0].up`, true},
		{`true`, true},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := eval(t, tt.text, answer())
			if err != nil {
				t.Fatalf("Eval: %v", err)
			}
			if got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestOtherBodies(t *testing.T) {
	tests := []struct {
		name string
		text string
		body string
		want bool
		msg  string
	}{
		{"not asked for", `response.statusCode == 200`, "<html>", true, ""},
		{"as text", `response.bodyString == "<html>"`, "<html>", true, ""},
		{"not JSON", `response.body.contains("html")`, "<html>", true, ""},
		{"a field of what is not JSON", `response.body.a == 1`, "<html>", false, "there is no"},
		{"empty", `response.body == ""`, "", true, ""},
		{"two documents", `response.body == "1 2"`, "1 2", true, ""},
		{"other operand decides", `response.statusCode == 200 || response.body.a == 1`, "<html>", true, ""},
		{"scalar", `response.body == 7`, "7", true, ""},
		{"list", `response.body.size() == 2`, "[1,2]", true, ""},
		{"too large", `response.bodyString == ""`, strings.Repeat("x", expression.MaxBody+1), false, "larger than"},
		{"too large but not asked for", `response.statusCode == 200`, strings.Repeat("x", expression.MaxBody+1), true, ""},
		{"too deep", `response.body == 1`, strings.Repeat("[", 5000) + strings.Repeat("]", 5000), false, "deeper than"},
		{"invalid UTF-8", `response.bodyString.size() > 0`, "\xff\xfe", true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := expression.Response{StatusCode: 200, Body: []byte(tt.body)}
			got, err := eval(t, tt.text, r)
			if tt.msg != "" {
				checkError(t, err, tt.msg)
			} else if err != nil || got != tt.want {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	var e *expression.Error
	if !errors.As(err, &e) || !strings.Contains(e.Error(), want) {
		t.Errorf("got %v, want an *expression.Error with %q", err, want)
	}
}

func TestCompileErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", ``, "line 1, column 1"},
		{"syntax", "true &&\n  (", "line 2, column 4"},
		{"unknown variable", `request.path == ""`, "line 1, column 1: undeclared reference to 'request'"},
		{"misspelt variable", `response.statuscode == 200`, "line 1, column 1: undeclared reference to 'response'"},
		{"unknown function", `response.bodyString.foo()`, "line 1, column 24: undeclared reference to 'foo'"},
		{"wrong type", `response.statusCode == "200"`, "line 1, column 21: found no matching overload"},
		{"not a bool", `response.statusCode`, "gives a int, it must give a bool"},
		{"a string", `"true"`, "line 1, column 1: gives a string"},
		{"too long", strings.Repeat(" ", expression.MaxText) + "true", "longer than"},
		{"too deep", strings.Repeat("(", 300) + "true" + strings.Repeat(")", 300), "recursion"},
		{"constant conversion", `int("x") == 1`, "a constant cannot be converted"},
		{"bad pattern", `response.bodyString.matches("(")`, ""},
		{"pattern from data", `"x".matches(response.bodyString)`, "line 1, column 12: matches: the pattern must be a constant"},
		{"long pattern", `"x".matches("` + strings.Repeat("x", 600) + `")`, "longer than"},
		{"replace", `response.bodyString.replace("", response.bodyString) == ""`, `line 1, column 28: function "replace" is not allowed`},
		{"join", `["a"].join("b") == ""`, `"join" is not allowed`},
		{"range", `lists.range(1000000000).size() == 1`, `"lists.range" is not allowed`},
		{"format", `"%d".format([1]) == ""`, `"format" is not allowed`},
		{"in a macro", `[1].exists(x, "a".indexOf("b") == x)`, `"indexOf" is not allowed`},
		{"map key", `{response.bodyString: 1}.size() == 1`, "line 1, column 10: the keys of a map must be constants"},
		{"too many macros", "[1]" + strings.Repeat(".map(a, [a])", 30) + " == []", "more than 64 lists"},
		{"quantity", `quantity("1").isInteger()`, "is not allowed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := expression.Compile(tt.text)
			checkError(t, err, tt.want)
		})
	}
}

func TestEvalErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"missing key", `response.body.token == 1`, `there is no "token"`},
		{"missing header", `response.headers["X-None"][0] == ""`, `there is no "X-None"`},
		{"key from data", `response.body[response.body.secret] == 1`, "there is no such key"},
		{"not a bool", `response.body.count`, "gives a int, it must give a bool"},
		{"types", `response.body.count + response.body.status == 1`, "types of its operands"},
		{"types of a call", `response.body.count.contains("x")`, "types of its operands"},
		{"conversion", `int(response.body.secret) == 1`, "line 1, column 4: cannot be evaluated"},
		{"index", `response.body.tags[7] == ""`, "beyond the end"},
		{"division", `1 / (response.statusCode - 200) == 1`, "line 1, column 3: division by zero"},
		{"iteration", `response.body.secret.all(x, x == 1)`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := eval(t, tt.text, answer())
			checkError(t, err, tt.want)
		})
	}
}

// TestErrorsHideResponse evaluates what fails in every place that is known to
// quote a value in its error.
func TestErrorsHideResponse(t *testing.T) {
	for _, text := range []string{
		`int(response.body.secret) == 1`, `uint(response.body.secret) == 1u`, `double(response.body.secret) == 1.0`, `bool(response.body.secret)`,
		`duration(response.body.secret) == duration("1s")`, `timestamp(response.body.secret) == timestamp(response.body.secret)`,
		`semver(response.body.secret) == semver("1.2.3")`, `response.body[response.body.secret]`, `response.body.secret[0] == 1`, `response.body.secret.x == 1`,
		`response.headers[response.body.secret][0] == ""`, `response.body.secret`, `response.body.secret < 1`, `response.body.secret + 1 == 1`, `-response.body.secret == 1`,
		`response.body.secret.all(x, x)`, `response.body.tags[response.body.secret] == 1`, `[response.body.secret][7] == 1`, `{"a": response.body.secret}[response.body.secret] == 1`,
		`response.body.secret.substring(99) == ""`, `response.body.secret ? true : false`, `response.body.secret && true`,
		`[response.body.secret, 1].max() == 1`, `response.body.secret.value() == 1`, `!response.body.secret`, `response.body.secret in response.body.secret`,
		`response.body.?secret.value().x == 1`, `response.bodyString`, `response.body == 1 || response.body.secret`, `optional.of(response.body.secret).value() > 3`,
	} {
		p, err := expression.Compile(text)
		if err == nil {
			_, err = p.Eval(t.Context(), answer())
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(e.Error(), canary) {
				t.Errorf("%s: the error holds a part of the response: %v", text, e)
			}
		}
	}
}

func TestEvalConcurrently(t *testing.T) {
	p := compile(t, `response.body.items.all(i, i.up) && response.bodyString.matches("ok")`)
	synctest.Test(t, func(t *testing.T) { // see eval
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for range 50 {
					if ok, err := p.Eval(t.Context(), answer()); err != nil || !ok {
						t.Errorf("got %v, %v", ok, err)
					}
				}
			})
		}
		group.Wait()
	})
}

func TestEvalEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := compile(t, `response.statusCode == 200`).Eval(ctx, answer())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func BenchmarkEval(b *testing.B) {
	for _, text := range []string{
		`response.statusCode == 200`,
		`response.statusCode == 200 && response.body.status == "ok"`,
	} {
		b.Run(text, func(b *testing.B) {
			p := compile(b, text)
			b.ReportAllocs()
			for b.Loop() {
				if ok, err := p.Eval(b.Context(), answer()); err != nil || !ok {
					b.Fatal(ok, err)
				}
			}
		})
	}
}
