// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"net/http"
	"strings"

	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

func validateProbes(spec *connectors.ConnectorClassSpec, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	if spec.LivenessProbe != nil {
		errs = validateProbe(spec.LivenessProbe, spec.API != nil, path.Child("livenessProbe"))
	}
	path = path.Child("authProbes")
	errs = append(errs, validateCount(len(spec.AuthProbes), maxAuthTypes, path)...)
	names := namesOf(authTypes(spec))
	seen := sets.New[string]()
	for i := range spec.AuthProbes {
		probe, item := &spec.AuthProbes[i], path.Index(i)
		errs = append(errs, validateAuthName(probe.AuthName, names, item.Child("authName"))...)
		errs = append(errs, validateUnique(seen, probe.AuthName, item.Child("authName"))...)
		errs = append(errs, validateParamSpecs(probe.Params, maxParams, item.Child("params"))...)
		errs = append(errs, validateProbe(&probe.Probe, spec.API != nil, item.Child("probe"))...)
	}
	return errs
}

func validateAuthName(name string, known []string, path *field.Path) field.ErrorList {
	switch {
	case name == "":
		return field.ErrorList{field.Required(path, "name the auth type that the probe is for, one of spec.auth.types")}
	case len(known) == 0:
		return field.ErrorList{field.Invalid(path, shown(name), "must be one of spec.auth.types, which has none")}
	}
	for _, other := range known {
		if other == name {
			return nil
		}
	}
	return field.ErrorList{field.NotSupported(path, shown(name), known)}
}

func validateProbe(probe *connectors.Probe, hasAPI bool, path *field.Path) field.ErrorList {
	switch {
	case probe.HTTP == nil && probe.API == nil:
		return field.ErrorList{field.Required(path, "give one of http and api")}
	case probe.HTTP != nil && probe.API != nil:
		return field.ErrorList{field.Forbidden(path.Child("api"), "give one of http and api, not both")}
	case probe.HTTP != nil:
		return validateHTTPProbe(probe.HTTP, path.Child("http"))
	case !hasAPI:
		return field.ErrorList{field.Forbidden(path.Child("api"), "asks the class API, and the class has no spec.api; add it or use http")}
	default:
		return validateRelativePath(probe.API.Path, path.Child("api", "path"))
	}
}

func validateHTTPProbe(probe *connectors.HTTPProbe, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	if probe.Path == "" {
		errs = append(errs, field.Required(path.Child("path"), "give the path to ask, such as /, or a template of it"))
	} else {
		errs = append(errs, validateLineTemplate(probe.Path, path.Child("path"))...)
	}
	switch probe.Method {
	case "", http.MethodGet, http.MethodPost:
	default:
		errs = append(errs, field.NotSupported(path.Child("method"), shown(probe.Method), []string{http.MethodGet, http.MethodPost}))
	}
	switch probe.Scheme {
	case "", "http", "https":
	default:
		errs = append(errs, field.NotSupported(path.Child("scheme"), shown(probe.Scheme), []string{"http", "https"}))
	}
	errs = append(errs, validateProbeHost(probe.Host, path.Child("host"))...)
	errs = append(errs, validateProbeHeaders(probe.HTTPHeaders, path.Child("httpHeaders"))...)
	if probe.Response != nil && probe.Response.CEL != "" {
		errs = append(errs, validateExpression(probe.Response.CEL, path.Child("response", "cel"))...)
	}
	return errs
}

func validateProbeHost(host string, path *field.Path) field.ErrorList {
	if host == "" {
		return nil
	}
	if len(host) > maxURLBytes {
		return field.ErrorList{field.TooLong(path, nil, maxURLBytes)}
	}
	if strings.Contains(host, "/") {
		return field.ErrorList{field.Invalid(path, shownURL(host),
			"must be a host with an optional port, such as tool.example.com:8443; scheme and path have fields of their own")}
	}
	if _, err := parseAddress("http://" + host); err != nil {
		return field.ErrorList{field.Invalid(path, shownURL(host), err.Error())}
	}
	return nil
}

// validateProbeHeaders lets names repeat, as HTTP does. The Host header belongs to the field host, which decides whether
// the probe carries a credential.
func validateProbeHeaders(headers []connectors.HTTPHeader, path *field.Path) field.ErrorList {
	errs := validateCount(len(headers), maxHeaders, path)
	for i := range headers {
		errs = append(errs, validateHeaderName(headers[i].Name, path.Index(i).Child("name"))...)
		errs = append(errs, validateLineTemplate(headers[i].Value, path.Index(i).Child("value"))...)
	}
	return errs
}
