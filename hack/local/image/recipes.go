// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// nonroot is the user of a program that needs no rights on the node, and its group: those of the distroless images.
const nonroot = "65532"

// root is the user of a program that mounts (connectors-csi), that serves a port below 1024 with no more than the
// capability for it (coredns), or whose data is in a directory of the node (etcd).
const root = "0"

const sticky = fs.ModeSticky

// certificates is where Debian keeps those of the authorities that everybody trusts, and where programs look for them.
const certificates = "/etc/ssl/certs/ca-certificates.crt"

const searchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// baseTree is what all images have.
func baseTree() tree {
	t := tree{}
	t.copy(certificates, certificates)
	t.file("/etc/passwd", "root:x:0:0:root:/:/bin/sh\nnonroot:x:"+nonroot+":"+nonroot+":nonroot:/nonexistent:/bin/false\n")
	t.file("/etc/group", "root:x:0:\nnonroot:x:"+nonroot+":\n")
	t.file("/etc/nsswitch.conf", "hosts: files dns\n")
	t.directory("/tmp", 0o777|sticky)
	for _, name := range topLevel() {
		t.directory("/usr/"+name, 0o755)
		t.link("/"+name, "usr/"+name)
	}
	return t
}

// kubeTree holds the multi-call binary of hack/kube, which is large and in two images.
func kubeTree(binDir string) tree {
	t := tree{}
	t.copy("/usr/local/bin/kube", filepath.Join(binDir, "kube"))
	t.link("/usr/local/bin/etcd", "kube")
	t.link("/usr/local/bin/kubectl", "kube")
	return t
}

// programTree holds the one program of an image.
func programTree(binDir, name string) tree {
	t := tree{}
	t.copy("/program", filepath.Join(binDir, name))
	return t
}

func programConfig(name string) v1.Config {
	user := nonroot
	if slices.Contains([]string{"connectors-csi", coreDNS}, name) {
		user = root
	}
	return v1.Config{Entrypoint: []string{"/program"}, User: user, WorkingDir: "/", Env: []string{searchPath}}
}

func etcdConfig() v1.Config {
	return v1.Config{Entrypoint: []string{"/usr/local/bin/etcd"}, User: root, WorkingDir: "/", Env: []string{searchPath}}
}

// toolsConfig has no entry point, so that the args of a Pod are a command. Whoever the Pod runs as may write where it
// starts.
func toolsConfig() v1.Config {
	return v1.Config{Cmd: []string{"/bin/sh"}, User: root, WorkingDir: "/tmp", Env: []string{searchPath, "HOME=/tmp"}}
}

// commands returns the names of the project's own programs, which are the folders of cmd with a main.go, as for the
// Makefile.
func commands(repository string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(repository, "cmd", "*", "main.go"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no cmd/*/main.go in %s: Config.Root should be the repository", repository)
	}
	names := make([]string, 0, len(files))
	for _, file := range files {
		names = append(names, filepath.Base(filepath.Dir(file)))
	}
	return names, nil
}

// require returns an error that names every program that is missing in binDir, or else the certificates if they are.
func require(binDir string, names []string) error {
	var missing []error
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(binDir, name)); err != nil {
			missing = append(missing, err)
		}
	}
	if err := errors.Join(missing...); err != nil {
		return fmt.Errorf("images are made of programs that have been built "+
			"(make kube registry build, and hack/build-node.sh): %w", err)
	}
	if _, err := os.Stat(certificates); err != nil {
		return fmt.Errorf("images need the certificates of public authorities, "+
			"as from apt-get install ca-certificates: %w", err)
	}
	return nil
}
