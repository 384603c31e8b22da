// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"net/url"
	"strings"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

func validateClassAPI(api *connectors.ConnectorClassAPI, path *field.Path) field.ErrorList {
	errs := validateEndpoint(api.Ref, api.URI, path)
	errs = append(errs, validateCertificates(api.CACerts, path.Child("CACerts"))...)
	errs = append(errs, validateAudience(api.Audience, path.Child("audience"))...)
	return append(errs, validateNoRego(api.Permissions, path.Child("permissions"))...)
}

func validateClassProxy(proxy *connectors.ConnectorClassProxy, path *field.Path) field.ErrorList {
	errs := validateEndpoint(proxy.Ref, proxy.URI, path)
	errs = append(errs, validateCertificates(proxy.CACerts, path.Child("CACerts"))...)
	errs = append(errs, validateAudience(proxy.Audience, path.Child("audience"))...)
	return append(errs, validateNoRego(proxy.AuthExtractor, path.Child("authExtractor"))...)
}

func validateAudience(audience string, path *field.Path) field.ErrorList {
	if len(audience) > maxURLBytes {
		return field.ErrorList{field.TooLong(path, nil, maxURLBytes)}
	}
	return validateLine(audience, path)
}

// validateEndpoint checks where a service is: an absolute uri, or a Service with an optional uri below its address.
func validateEndpoint(ref *connectors.ObjectReference, uri string, path *field.Path) field.ErrorList {
	if ref == nil && uri == "" {
		return field.ErrorList{field.Required(path, "give one of ref and uri")}
	}
	var errs field.ErrorList
	if ref != nil {
		errs = validateServiceRef(ref, path.Child("ref"))
	}
	switch {
	case uri == "":
	case strings.Contains(uri, "://"):
		_, more := validateHTTPAddress(uri, path.Child("uri"))
		errs = append(errs, more...)
	case ref == nil:
		errs = append(errs, field.Invalid(path.Child("uri"), shownURL(uri),
			"must be an absolute URL, such as "+addressExample+", unless ref names a Service"))
	default:
		errs = append(errs, validateRelativePath(uri, path.Child("uri"))...)
	}
	return errs
}

func validateServiceRef(ref *connectors.ObjectReference, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	if ref.Kind != "Service" {
		errs = append(errs, field.NotSupported(path.Child("kind"), shown(ref.Kind), []string{"Service"}))
	}
	if ref.APIVersion != "" && ref.APIVersion != "v1" {
		errs = append(errs, field.NotSupported(path.Child("apiVersion"), shown(ref.APIVersion), []string{"v1"}))
	}
	if ref.Group != "" {
		errs = append(errs, field.Invalid(path.Child("group"), shown(ref.Group), "must be empty, the group of Services"))
	}
	errs = append(errs, validateLabel(ref.Name, path.Child("name"), "name the Service")...)
	if ref.Namespace != "" {
		errs = append(errs, validateLabel(ref.Namespace, path.Child("namespace"), "")...)
	}
	if len(ref.Address) > maxNameBytes {
		errs = append(errs, field.TooLong(path.Child("address"), nil, maxNameBytes))
	}
	return errs
}

func validateLabel(name string, path *field.Path, whenMissing string) field.ErrorList {
	if name == "" {
		return field.ErrorList{field.Required(path, whenMissing)}
	}
	var errs field.ErrorList
	for _, message := range apivalidation.NameIsDNSLabel(name, false) {
		errs = append(errs, field.Invalid(path, shown(name), message))
	}
	return errs
}

// validateRelativePath checks a path below the address of a service.
func validateRelativePath(text string, path *field.Path) field.ErrorList {
	const want = "must be a path below the address of the service, such as /api/v1"
	if len(text) > maxURLBytes {
		return field.ErrorList{field.TooLong(path, nil, maxURLBytes)}
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" ||
		strings.HasPrefix(text, "//") || strings.Contains(text, "#") || strings.ContainsFunc(text, notInURL) {
		return field.ErrorList{field.Invalid(path, shownURL(text), want)}
	}
	if err := checkPath(u.EscapedPath()); err != nil {
		return field.ErrorList{field.Invalid(path, shownURL(text), err.Error())}
	}
	return nil
}
