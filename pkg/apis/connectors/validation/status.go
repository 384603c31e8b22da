// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"regexp"
	"strings"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

// camelCase is the form of condition types and reasons.
var camelCase = regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9_,:.-]*[A-Za-z0-9_])?$`)

const wantCamelCase = "must be a word in CamelCase, such as SecretNotFound"

func validateConnectorStatus(status *connectors.ConnectorStatus, path *field.Path) field.ErrorList {
	errs := validateObserved(status.ObservedGeneration, status.Annotations, path)
	errs = append(errs, validateConditions(status.Conditions, path.Child("conditions"))...)
	if status.Proxy != nil {
		errs = append(errs, validateAddressable(status.Proxy.HTTPAddress, path.Child("proxy", "httpAddress"))...)
	}
	if status.API != nil && status.API.Path != "" && !strings.HasPrefix(status.API.Path, "/") {
		errs = append(errs, field.Invalid(path.Child("api", "path"), shown(status.API.Path), "must begin with a slash"))
	}
	return append(errs, validateSize(status, path)...)
}

func validateClassStatus(status *connectors.ConnectorClassStatus, path *field.Path) field.ErrorList {
	errs := validateObserved(status.ObservedGeneration, status.Annotations, path)
	errs = append(errs, validateConditions(status.Conditions, path.Child("conditions"))...)
	if status.API != nil {
		errs = append(errs, validateAddressable(status.API.Address, path.Child("api", "address"))...)
	}
	if status.Proxy != nil {
		errs = append(errs, validateAddressable(status.Proxy.HTTPAddress, path.Child("proxy", "httpAddress"))...)
	}
	return append(errs, validateSize(status, path)...)
}

func validateObserved(generation int64, annotations map[string]string, path *field.Path) field.ErrorList {
	errs := apivalidation.ValidateNonnegativeField(generation, path.Child("observedGeneration"))
	return append(errs, apivalidation.ValidateAnnotations(annotations, path.Child("annotations"))...)
}

func validateConditions(conditions []connectors.Condition, path *field.Path) field.ErrorList {
	errs := validateCount(len(conditions), maxConditions, path)
	seen := sets.New[string]()
	for i := range conditions {
		item := path.Index(i)
		errs = append(errs, validateUnique(seen, string(conditions[i].Type), item.Child("type"))...)
		errs = append(errs, validateCondition(&conditions[i], item)...)
	}
	return errs
}

func validateCondition(condition *connectors.Condition, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	if condition.Type == "" {
		errs = append(errs, field.Required(path.Child("type"), wantCamelCase))
	} else {
		errs = append(errs, validateWord(string(condition.Type), path.Child("type"))...)
	}
	statuses := []metav1.ConditionStatus{metav1.ConditionFalse, metav1.ConditionTrue, metav1.ConditionUnknown}
	switch condition.Status {
	case metav1.ConditionTrue, metav1.ConditionFalse, metav1.ConditionUnknown:
	default:
		errs = append(errs, field.NotSupported(path.Child("status"), shown(string(condition.Status)), statuses))
	}
	switch condition.Severity {
	case "", connectors.ConditionSeverityInfo:
	default:
		errs = append(errs, field.NotSupported(path.Child("severity"), shown(string(condition.Severity)),
			[]connectors.ConditionSeverity{connectors.ConditionSeverityInfo}))
	}
	if condition.Reason != "" {
		errs = append(errs, validateWord(condition.Reason, path.Child("reason"))...)
	}
	if len(condition.Message) > maxMessageBytes {
		errs = append(errs, field.TooLong(path.Child("message"), nil, maxMessageBytes))
	}
	return errs
}

func validateWord(word string, path *field.Path) field.ErrorList {
	if len(word) > maxReasonBytes {
		return field.ErrorList{field.TooLong(path, nil, maxReasonBytes)}
	}
	if !camelCase.MatchString(word) {
		return field.ErrorList{field.Invalid(path, shown(word), wantCamelCase)}
	}
	return nil
}

func validateAddressable(a *connectors.Addressable, path *field.Path) field.ErrorList {
	if a == nil {
		return nil
	}
	var errs field.ErrorList
	if a.URL != "" {
		_, errs = validateHTTPAddress(a.URL, path.Child("url"))
	}
	return append(errs, validateCertificates(a.CACerts, path.Child("CACerts"))...)
}
