// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	kubelet "k8s.io/kubelet/config/v1beta1"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/image"
	"connectors.alauda.io/hack/local/pki"
)

func newNode(t *testing.T) *Node {
	t.Helper()
	return &Node{
		config: Config{Name: "local", SyncFrequency: 10 * time.Second},
		block:  parseBlock(t, "10.89.0.0/16"),
		images: []image.Archive{{Ref: "connectors.local/coredns:dev", ID: "sha256:dns"}},
	}
}

// The kubelet refuses a file with a field that it does not know.
func TestKubeletConfigIsUnderstood(t *testing.T) {
	access := cluster.NodeAccess{CAFile: "/pki/ca.crt", Serving: pki.In("/pki", "local")}
	content, err := yaml.Marshal(newNode(t).kubeletConfig(access, "/config/resolv.conf"))
	if err != nil {
		t.Fatal(err)
	}
	var got kubelet.KubeletConfiguration
	if err := yaml.UnmarshalStrict(content, &got); err != nil {
		t.Fatal(err)
	}
	if got.SyncFrequency.Duration != 10*time.Second || got.ClusterDNS[0] != "10.89.128.10" || got.CgroupRoot != "/connectors-cn10-89" {
		t.Errorf("sync frequency %s, DNS %v, control group %s", got.SyncFrequency.Duration, got.ClusterDNS, got.CgroupRoot)
	}
	if *got.Authentication.Anonymous.Enabled || got.Authorization.Mode != kubelet.KubeletAuthorizationModeWebhook {
		t.Error("whoever reaches the kubelet may use it")
	}
}

func TestPodNetworkNamesTheRangeOfPods(t *testing.T) {
	content, err := json.Marshal(podNetwork(parseBlock(t, "10.89.0.0/16")))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), `"subnet":"10.89.0.0/17"`) {
		t.Errorf("%s", content)
	}
}

func TestRulesOfTheHostAreOnlyAboutTheBlock(t *testing.T) {
	rules := internetRules(parseBlock(t, "10.89.0.0/16"))
	for line := range strings.Lines(rules) {
		if strings.Contains(line, "table") && !strings.Contains(line, "connectors-cn10-89") {
			t.Errorf("%q is about somebody else's table", line)
		}
		if strings.Contains(line, "masquerade") && !strings.Contains(line, "ip saddr 10.89.0.0/16") {
			t.Errorf("%q is about more than the node", line)
		}
	}
}

func TestResolversOfUseToTheNode(t *testing.T) {
	for name, test := range map[string]struct{ host, want string }{
		"one":                      {"nameserver 10.0.0.2\n", "nameserver 10.0.0.2\n"},
		"search lists and options": {"search corp\nnameserver 10.0.0.2\noptions ndots:5\n", "nameserver 10.0.0.2\n"},
		"the host's own":           {"nameserver 127.0.0.53\nnameserver ::1\n", ""},
		"no newline at the end":    {"# c\nnameserver\t1.1.1.1", "nameserver 1.1.1.1\n"},
		"not an address":           {"nameserver dns.example.com\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := resolvers(test.host); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestDNS(t *testing.T) {
	for name, test := range map[string]struct{ forward bool }{
		"passes on what is not of the cluster": {true},
		"has nobody to ask":                    {false},
	} {
		t.Run(name, func(t *testing.T) {
			objects, err := newNode(t).dnsObjects(test.forward)
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]string{}
			for _, object := range objects {
				for field, path := range map[string][]string{"corefile": {"data", "Corefile"}, "address": {"spec", "clusterIP"}} {
					if text, ok, _ := unstructured.NestedString(object.Object, path...); ok {
						found[field] = text
					}
				}
			}
			if found["address"] != "10.89.128.10" || strings.Contains(found["corefile"], "forward . /etc/resolv.conf") != test.forward ||
				strings.Contains(found["corefile"], "forward\n") {
				t.Errorf("%v", found)
			}
		})
	}
}

func TestMissingImages(t *testing.T) {
	const listed = "REF TYPE DIGEST SIZE PLATFORMS LABELS\n" +
		"connectors.local/a:dev application/vnd.oci sha256:manifest1 1.0 MiB linux/amd64 -\n" +
		"connectors.local/b:dev application/vnd.oci sha256:manifest2 1.0 MiB linux/amd64 -\n" +
		"sha256:a application/vnd.oci sha256:manifest1 1.0 MiB linux/amd64 -\n" +
		"sha256:b application/vnd.oci sha256:old 1.0 MiB linux/amd64 -\n"
	var archives []image.Archive
	for _, name := range []string{"a", "b", "c"} {
		archives = append(archives, image.Archive{Ref: "connectors.local/" + name + ":dev", ID: "sha256:" + name})
	}
	got := missing(archives, listed)
	if len(got) != 2 || got[0].ID != "sha256:b" || got[1].ID != "sha256:c" {
		t.Errorf("%v, want the one that has changed and the one that is not there", got)
	}
}
