// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package stage is the stack of servers that is measured, and how to reach them.
package stage

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/manifest"
	"connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
)

const (
	// Group serves Connectors, in version v1alpha1.
	Group = "connectors.alauda.io"
	// PeerGroup serves the custom resource of the same schema, in version v1alpha1 as well.
	PeerGroup = "crd.bench.connectors.alauda.io"

	user           = "bench"
	servedPatience = time.Minute
	servedPause    = 50 * time.Millisecond
)

// A Stage is a stack that runs. Its methods may be called concurrently.
type Stage struct {
	cluster      *cluster.Cluster
	kube, direct *rest.Config
	admin        *rest.Config
	adminDirect  *rest.Config
}

// A Config says how to run the stack.
type Config struct {
	// Root is the directory of the repository, Dir that of the data.
	Root, Dir string
	// Controller are flags of the status controller, which win over those of the local stack. Without any it does not run:
	// it would probe what is created and write statuses while something else is measured.
	Controller []string
	// Proxy are flags of connectors-proxy, likewise, and ProxyEnv variables of its environment. Without any of both it does
	// not run.
	Proxy, ProxyEnv []string
	// ClassAPI says that connectors-classapi runs. Classes name it in either case.
	ClassAPI bool
	// Progress is told in one line what happens; it may be nil.
	Progress func(line string)
}

// Start runs the stack. Its etcd does not sync to disk, for us and for the peer alike, and no controllers of Kubernetes
// run, which would take their share of the machine.
func Start(ctx context.Context, config Config) (*Stage, error) {
	// Nobody else works while something is measured.
	var without []string
	if len(config.Proxy)+len(config.ProxyEnv) == 0 {
		without = append(without, stack.Proxy)
	}
	if len(config.Controller) == 0 {
		without = append(without, stack.Controller)
	}
	if !config.ClassAPI {
		without = append(without, stack.ClassAPI)
	}
	c, err := stack.Start(ctx, stack.Config{
		Root:    config.Root,
		Without: without,
		Cluster: cluster.Config{
			Dir: config.Dir, FsyncOff: true, WithoutControllers: true, Progress: config.Progress,
			Args: map[string][]string{stack.Controller: config.Controller, stack.Proxy: config.Proxy},
			Env:  map[string][]string{stack.Proxy: config.ProxyEnv},
		},
	})
	if err != nil {
		return nil, err
	}
	s := &Stage{cluster: c}
	if err := s.prepare(ctx, filepath.Join(config.Root, "test", "bench", "stage", "manifests")); err != nil {
		return nil, fmt.Errorf("preparing the stack: %w", errors.Join(err, s.Stop(ctx)))
	}
	return s, nil
}

// Stop ends the stack.
func (s *Stage) Stop(ctx context.Context) error { return s.cluster.Stop(context.WithoutCancel(ctx)) }

// Kube returns how an ordinary user reaches the kube-apiserver.
func (s *Stage) Kube() *rest.Config { return rest.CopyConfig(s.kube) }

// Direct returns how the same user reaches our API server without the kube-apiserver in front.
func (s *Stage) Direct() *rest.Config { return rest.CopyConfig(s.direct) }

// Admin returns how an administrator reaches the kube-apiserver.
func (s *Stage) Admin() *rest.Config { return rest.CopyConfig(s.admin) }

// Client returns a client of the kube-apiserver for an administrator.
func (s *Stage) Client() (kubernetes.Interface, error) { return kubernetes.NewForConfig(s.admin) }

// Connectors returns a client of Connectors, through the kube-apiserver, for an administrator.
func (s *Stage) Connectors() (versioned.Interface, error) { return versioned.NewForConfig(s.admin) }

func (s *Stage) prepare(ctx context.Context, manifests string) error {
	if err := s.configure(); err != nil {
		return err
	}
	objects, err := manifest.Read(manifests)
	if err != nil {
		return err
	}
	if err := manifest.Apply(ctx, s.admin, objects...); err != nil {
		return err
	}
	return s.awaitPeer(ctx)
}

func (s *Stage) configure() error {
	var err error
	if s.admin, err = s.cluster.RESTConfig(); err != nil {
		return err
	}
	// It is warned of Endpoints, which services/proxy needs, and of tools without TLS.
	s.admin.WarningHandler = rest.NoWarnings{}
	if s.adminDirect, err = stack.DirectConfig(s.cluster, stack.APIServer); err != nil {
		return err
	}
	file, err := s.cluster.UserKubeconfig(user, cluster.User{Name: user})
	if err != nil {
		return err
	}
	if s.kube, err = clientcmd.BuildConfigFromFlags("", file); err != nil {
		return err
	}
	s.direct = rest.CopyConfig(s.kube)
	s.direct.Host = s.adminDirect.Host
	s.direct.CAData = s.adminDirect.CAData
	return nil
}

// awaitPeer returns once the custom resource is served and the user is known to be allowed to list it.
func (s *Stage) awaitPeer(ctx context.Context) error {
	client, err := NewClient(s.kube)
	if err != nil {
		return err
	}
	var last error
	err = wait.PollUntilContextTimeout(ctx, servedPause, servedPatience, true, func(ctx context.Context) (bool, error) {
		_, last = client.Do(ctx, "GET", "/apis/"+PeerGroup+"/v1alpha1/connectors", nil)
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("the custom resource is not served: %w: %w", err, last)
	}
	return nil
}

// Namespace makes a namespace of this name.
func (s *Stage) Namespace(ctx context.Context, name string) error {
	client, err := s.Client()
	if err != nil {
		return err
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
	if _, err := client.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("namespace %s: %w", name, err)
	}
	return nil
}
