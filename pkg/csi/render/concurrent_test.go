// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"fmt"
	"sync"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/target"
)

// TestOneClassForAllVolumes: Pods that start together share a class and a Connector, and each gets its own token.
func TestOneClassForAllVolumes(t *testing.T) {
	class := one(`{{ $_ := set .configurations "p" "changed" }}{{ $_ := set .connector "spec" .context.token }}{{ .connector.spec }}`,
		v1alpha1.ParamSpec{Name: "p", Default: new(v1alpha1.NewStringValue("d"))})
	shared := newInput("c")
	var wait sync.WaitGroup
	for i := range 50 {
		wait.Go(func() {
			in, token := shared, fmt.Sprintf("token-%d", i)
			in.Token = target.NewCredential(token)
			files, err := class.Render(t.Context(), in)
			if err != nil {
				t.Error(err)
				return
			}
			for _, name := range []string{"f", "context.token"} {
				if got := files[name].Reveal(); got != token {
					t.Errorf("%s is %q, want %q", name, got, token)
				}
			}
		})
	}
	wait.Wait()
}

func TestNilClassIsEmpty(t *testing.T) {
	var class *render.Class
	if got := mustRender(t, class, newInput()); len(got) != len(builtInNames()) {
		t.Errorf("got %q", namesOf(got))
	}
}
