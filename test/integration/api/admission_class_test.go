// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import "testing"

func TestSyntaxOfClasses(t *testing.T) {
	t.Parallel()
	probe := func(members string) string { return `"livenessProbe":{"http":{"path":"/",` + members + `}}` }
	inject := func(members string) string {
		return `"auth":{"types":[{"name":"a","secretType":"Opaque","inject":{` + members + `}}]}`
	}
	const ref = `"ref":{"kind":"Service","name":"s","namespace":"n"}`
	check(t, "ConnectorClass", groupPath+"/connectorclasses", []refusal{
		{"empty", "", "", "", ""},
		{"good", probe(`"response":{"cel":"response.statusCode == 200"}`) + "," + inject(`"headers":[{"name":"X-Token","value":"{{ .Secret.StringData.token }}"}]`), "", "", ""},
		{"template that does not parse", `"livenessProbe":{"http":{"path":"/{{ .Connector"}}`, "spec.livenessProbe.http.path", invalid, "line 1, column"},
		{"template with an unknown function", `"livenessProbe":{"http":{"path":"/{{ env \"HOME\" }}"}}`, "spec.livenessProbe.http.path", invalid, "env"},
		{"template of random values", `"livenessProbe":{"http":{"path":"/{{ randAlpha 5 }}"}}`, "spec.livenessProbe.http.path", invalid, "randAlpha"},
		{"CEL that does not parse", probe(`"response":{"cel":"response.statusCode =="}`), "spec.livenessProbe.http.response.cel", invalid, "line 1, column"},
		{"CEL that is no condition", probe(`"response":{"cel":"response.statusCode"}`), "spec.livenessProbe.http.response.cel", invalid, "bool"},
		{"CEL of an unknown variable", probe(`"response":{"cel":"request.path == ''"}`), "spec.livenessProbe.http.response.cel", invalid, "request"},
		{"method", probe(`"method":"DELETE"`), "spec.livenessProbe.http.method", notSupported, `"GET", "POST"`},
		{"scheme", probe(`"scheme":"ftp"`), "spec.livenessProbe.http.scheme", notSupported, `"http", "https"`},
		{"header of the connection", probe(`"httpHeaders":[{"name":"Host","value":"x"}]`), "spec.livenessProbe.http.httpHeaders[0].name", invalid, "connection"},
		{"header that is no name", probe(`"httpHeaders":[{"name":"a b","value":"x"}]`), "spec.livenessProbe.http.httpHeaders[0].name", invalid, "HTTP header"},
		{"host that is a URL", probe(`"host":"https://tool.example.com"`), "spec.livenessProbe.http.host", invalid, "tool.example.com:8443"},
		{"no probe", `"livenessProbe":{}`, "spec.livenessProbe", required, "one of http and api"},
		{"probe of a class API that is not there", `"livenessProbe":{"api":{"path":"/x"}}`, "spec.livenessProbe.api", forbidden, "spec.api"},
		{"both probes", `"api":{` + ref + `},"livenessProbe":{"http":{"path":"/"},"api":{"path":"/"}}`, "spec.livenessProbe.api", forbidden, "not both"},
		{"auth probe of an unknown type", `"authProbes":[{"authName":"a","probe":{"http":{"path":"/"}}}]`, "spec.authProbes[0].authName", invalid, "spec.auth.types"},
		{"auth type twice", `"auth":{"types":[{"name":"a"},{"name":"a"}]}`, "spec.auth.types[1].name", duplicate, ""},
		{"auth type without name", `"auth":{"types":[{"name":""}]}`, "spec.auth.types[0].name", required, ""},
		{"inject without value", inject(`"headers":[{"name":"X-Token","value":""}]`), "spec.auth.types[0].inject.headers[0].value", required, "Bearer"},
		{"inject twice", inject(`"headers":[{"name":"x-token","value":"a"},{"name":"X-Token","value":"b"}]`), "spec.auth.types[0].inject.headers[1].name", duplicate, ""},
		{"inject a template that does not parse", inject(`"query":[{"name":"t","value":"{{"}]`), "spec.auth.types[0].inject.query[0].value", invalid, "line 1, column"},
		{"rego of an auth type", `"auth":{"types":[{"name":"a","generator":{"rego":"package a"}}]}`, "spec.auth.types[0].generator.rego", forbidden, "unsupported, use inject"},
		{"rego of the proxy", `"proxy":{` + ref + `,"authExtractor":{"rego":"package a"}}`, "spec.proxy.authExtractor.rego", forbidden, "unsupported, use inject"},
		{"rego of the API", `"api":{` + ref + `,"permissions":{"rego":"package a"}}`, "spec.api.permissions.rego", forbidden, "unsupported, use inject"},
		{"API without address", `"api":{}`, "spec.api", required, "ref and uri"},
		{"API that is no Service", `"api":{"ref":{"kind":"Pod","name":"s","namespace":"n"}}`, "spec.api.ref.kind", notSupported, "Service"},
		{"API with user info", `"api":{"uri":"https://u:p@api.example.com"}`, "spec.api.uri", invalid, "user name"},
		{"openapi", `"api":{` + ref + `,"openapi":{"openapi":"3.0.3","paths":{"/git/refs":{"get":{"x-provider-type":"api"}}}}}`, "", "", ""},
		{"openapi as text", `"api":{` + ref + `,"openapi":"openapi: 3.1.0\npaths:\n  /git/refs:\n    get: {x-provider-type: api}\n"}`, "", "", ""},
		{"openapi that is none", `"api":{` + ref + `,"openapi":{"swagger":"2.0"}}`, "spec.api.openapi.swagger", forbidden, "OpenAPI 3.0 or 3.1"},
		{"openapi that contains itself", `"api":{` + ref + `,"openapi":{"openapi":"3.0.3","components":{"schemas":{"a":{"$ref":"#/components/schemas/a"}}}}}`, "", "", ""},
		{"openapi in two files", `"api":{` + ref + `,"openapi":{"openapi":"3.0.3","paths":{"/a":{"$ref":"http://169.254.169.254/a"}}}}`, "spec.api.openapi.paths[/a].$ref", invalid, "not read"},
		{"openapi with an unknown provider", `"api":{` + ref + `,"openapi":{"openapi":"3.0.3","paths":{"/git/refs":{"get":{"x-provider-type":"rest"}}}}}`,
			"spec.api.openapi.paths[/git/refs].get.x-provider-type", notSupported, `supported values: "api", "proxy"`},
		{"openapi that contradicts itself", `"api":{` + ref + `,"openapi":{"openapi":"3.0.3","paths":{"/a/{x}":{},"/a/{y}":{}}}}`, "spec.api.openapi.paths[/a/{y}]", invalid, "/a/{x}"},
		{"openapi with one operation twice", `"api":{` + ref + `,"openapi":{"openapi":"3.0.3","paths":{"/a":{"get":{},"get":{}}}}}`, "spec.api.openapi.paths[/a].get", duplicate, ""},
		{"openapi of an unknown address", `"addressExtensions":[{"name":"api","type":"string"}],"api":{` + ref + `,"openapi":{"openapi":"3.0.3","paths":{"/a":{"x-openapi-address":"ap","get":{}}}}}`,
			"", "", ""},
		{"openapi of an impossible address", `"api":{` + ref + `,"openapi":{"openapi":"3.0.3","paths":{"/a":{"x-openapi-address":"https://h/?q","get":{}}}}}`,
			"spec.api.openapi.paths[/a].x-openapi-address", invalid, "no query"},
		{"openapi of a bomb", `"api":{` + ref + `,"openapi":"a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n` +
			`d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n"}`, "spec.api.openapi", invalid, "aliases"},
		{"authorities that are no PEM", `"proxy":{` + ref + `,"CACerts":"x"}`, "spec.proxy.CACerts", invalid, "PEM"},
		{"default that breaks the enum", `"params":[{"name":"a","default":"x","enum":["y"]}]`, "spec.params[0].default", notSupported, `"y"`},
		{"default of the wrong type", `"params":[{"name":"a","default":["x"]}]`, "spec.params[0].default", invalid, "a string"},
		{"unknown type", `"params":[{"name":"a","type":"number"}]`, "spec.params[0].type", notSupported, `"string"`},
		{"param twice", `"params":[{"name":"a"},{"name":"a"}]`, "spec.params[1].name", duplicate, ""},
		{"default address that is no URL", `"address":{"default":"x"}`, "spec.address.default", invalid, "absolute URL"},
		{"extension that is a list", `"addressExtensions":[{"name":"a","type":"array"}]`, "spec.addressExtensions[0].type", notSupported, `"string"`},
		{"file with a path", `"configurations":[{"name":"a","data":{"../x":""}}]`, "spec.configurations[0].data[../x]", invalid, "file name"},
		{"file that does not parse", `"configurations":[{"name":"a","data":{"x":"a\nb {{ end }}"}}]`, "spec.configurations[0].data[x]", invalid, "line 2, column"},
		{"configuration twice", `"configurations":[{"name":"a"},{"name":"a"}]`, "spec.configurations[1].name", duplicate, ""},
	})
}

// A template that would run for ever is taken, for it cannot be known, or refused; either way the server stays.
func TestTemplateOfEndlessRanges(t *testing.T) {
	t.Parallel()
	const endless = `{{ range until 10000 }}{{ range until 10000 }}{{ range until 10000 }}x{{ end }}{{ end }}{{ end }}`
	for _, way := range stack.Ways(t) {
		got := send(t, way.Admin, "POST", groupPath+"/connectorclasses?dryRun=All", contentType(jsonType),
			objectOf("ConnectorClass", "endless", `"livenessProbe":{"http":{"path":"/`+endless+`"}}`))
		if got.code != 201 && got.code != 422 {
			t.Errorf("%s: %d %.300s", way.Name, got.code, got.body)
		}
	}
}
