// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/target"
)

// untold is for a Connector of which a class API cannot be told, because it does not fit into a header. Somebody must change it,
// or what it refers to. Err is the error as a whole, in which why is.
func untold(t *target.Target, err error, why *plugin.TooLongError) metav1.Status {
	status := refusal.About(t, http.StatusConflict, metav1.StatusReasonConflict, err.Error())
	at, what := source(why.Header)
	status.Details.Causes = []metav1.StatusCause{{
		Type: metav1.CauseType(field.ErrorTypeTooLong), Field: at.String(), Message: what + ": " + why.Error(),
	}}
	return status
}

// source is where the content of a header comes from: a field of the Connector, and what there is too large.
func source(header string) (at *field.Path, what string) {
	spec := field.NewPath("spec")
	switch header {
	case plugin.HeaderAuth, plugin.HeaderSecret:
		return spec.Child("auth", "secretRef"), "the keys of the Secret that the auth type of the class names are too large together"
	case plugin.HeaderCACerts:
		return spec.Child("caCertSecretRef"), "the certificates of the Secret, and those that all Connectors trust, are too large together"
	case plugin.HeaderAddresses:
		return spec.Child("addressExtensions"), "the addresses are too long together"
	}
	return spec.Child("address"), "the address is too long"
}
