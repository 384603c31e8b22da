// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"runtime"
	"testing"

	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// BenchmarkTargetMemory says how many bytes a Target takes beside its Connector and its Secret.
func BenchmarkTargetMemory(b *testing.B) {
	extension := func(c *v1alpha1.ConnectorClass) {
		c.Spec.AddressExtensions = []v1alpha1.ParamSpec{{Name: "api", Default: ptr.To(v1alpha1.NewStringValue("https://api.example.com"))}}
	}
	described := func(addresses ...string) func(*v1alpha1.ConnectorClass) {
		return func(c *v1alpha1.ConnectorClass) {
			c.Spec.API = &v1alpha1.ConnectorClassAPI{OpenAPI: describedPaths(20, addresses...)}
			c.Status.API = &v1alpha1.ConnectorClassAPIStatus{Address: &v1alpha1.Addressable{URL: "https://api.example.com"}}
		}
	}
	for name, class := range map[string]*v1alpha1.ConnectorClass{
		"no API":                        gitClass(extension),
		"20 paths":                      gitClass(extension, described()),
		"20 paths, an extension, a URL": gitClass(extension, described("api", "https://elsewhere.example.com")),
	} {
		b.Run(name, func(b *testing.B) {
			basic := secretOf(v1alpha1.SecretTypeBasicAuth, "username", "u", "password", "p")
			in := inputs{connector: Effective(gitConnector(), class), class: class, secret: basic, described: newDescriptions().get(class)}
			kept := make([]*Target, b.N)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for i := range kept {
				kept[i], _ = compile(in, record)
			}
			b.StopTimer()
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/float64(b.N), "B/target")
			runtime.KeepAlive(kept)
		})
	}
}
