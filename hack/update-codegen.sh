#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0
#
# Writes all generated code of this module: deep copies, defaults, conversions, OpenAPI, clients. The generators are
# pinned by the tool directives of go.mod.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

module=connectors.alauda.io
api=${module}/pkg/apis/connectors
generated=pkg/generated
header=hack/boilerplate.go.txt

# Tools are built once each; "go tool" would look them up at every call.
bin=$(mktemp -d)
trap 'rm -rf "${bin}"' EXIT
GOBIN="${bin}" go install tool

gen() { "${bin}/$1" --go-header-file "${header}" "${@:2}"; }

find pkg -name 'zz_generated.*.go' -delete
rm -rf "${generated}"

gen deepcopy-gen --output-file zz_generated.deepcopy.go "${api}" "${api}/v1alpha1"
gen defaulter-gen --output-file zz_generated.defaults.go "${api}/v1alpha1"
gen conversion-gen --output-file zz_generated.conversion.go "${api}/v1alpha1"

gen openapi-gen --output-file zz_generated.openapi.go \
	--output-dir "${generated}/openapi" --output-pkg "${module}/${generated}/openapi" \
	--output-model-name-file zz_generated.model_name.go --report-filename /dev/null \
	--readonly-pkg k8s.io/apimachinery/pkg/apis/meta/v1 --readonly-pkg k8s.io/apimachinery/pkg/runtime \
	--readonly-pkg k8s.io/apimachinery/pkg/version \
	k8s.io/apimachinery/pkg/apis/meta/v1 k8s.io/apimachinery/pkg/runtime k8s.io/apimachinery/pkg/version \
	"${api}/v1alpha1"

gen applyconfiguration-gen --output-dir "${generated}/applyconfiguration" \
	--output-pkg "${module}/${generated}/applyconfiguration" "${api}/v1alpha1"
gen client-gen --clientset-name versioned --input-base "" --input "${api}/v1alpha1" \
	--output-dir "${generated}/clientset" --output-pkg "${module}/${generated}/clientset" \
	--apply-configuration-package "${module}/${generated}/applyconfiguration" \
	--plural-exceptions ConnectorClass:ConnectorClasses
gen lister-gen --output-dir "${generated}/listers" --output-pkg "${module}/${generated}/listers" \
	--plural-exceptions ConnectorClass:ConnectorClasses "${api}/v1alpha1"
gen informer-gen --output-dir "${generated}/informers" --output-pkg "${module}/${generated}/informers" \
	--versioned-clientset-package "${module}/${generated}/clientset/versioned" \
	--listers-package "${module}/${generated}/listers" \
	--plural-exceptions ConnectorClass:ConnectorClasses "${api}/v1alpha1"
