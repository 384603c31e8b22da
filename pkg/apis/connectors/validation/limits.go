// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Bounds, in bytes or items. They are far above what tools need; together they keep an object below the 1.5 MiB that
// etcd takes, so that the refusal names the field.
const (
	maxSpecBytes        = 1 << 20
	maxURLBytes         = 2048
	maxNameBytes        = 253
	maxValueBytes       = 64 << 10
	maxTemplateBytes    = 64 << 10
	maxCertificateBytes = 256 << 10
	maxMessageBytes     = 32 << 10
	maxReasonBytes      = 1024
	maxExtensions       = 64
	maxParams           = 256
	maxEnum             = 256
	maxAuthTypes        = 64
	maxInjected         = 64
	maxHeaders          = 64
	maxConfigurations   = 256
	maxConditions       = 64
	maxShownCharacters  = 80
	maxDNSNameBytes     = 253
	maxDNSLabelBytes    = 63
)

// validateSize refuses a part of an object whose encoded form is too large to be stored together with the rest.
func validateSize(part any, path *field.Path) field.ErrorList {
	return validateSizeWith(part, 0, path)
}

// validateSizeWith is validateSize with some bytes that the encoded form does not hold.
func validateSizeWith(part any, more int, path *field.Path) field.ErrorList {
	encoded, err := json.Marshal(part)
	if err != nil {
		return field.ErrorList{field.InternalError(path, err)}
	}
	if len(encoded)+more > maxSpecBytes {
		return field.ErrorList{field.TooLong(path, nil, maxSpecBytes)}
	}
	return nil
}

// validateCount refuses lists with too many items.
func validateCount(count, most int, path *field.Path) field.ErrorList {
	if count > most {
		return field.ErrorList{field.TooMany(path, count, most)}
	}
	return nil
}
