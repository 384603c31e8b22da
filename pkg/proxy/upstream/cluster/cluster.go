// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package cluster tells a dial guard which addresses belong to the cluster itself: the ranges of Services and Pods and
// the addresses of nodes, which a tool's redirect must not reach, and our own Services, which are never a tool.
package cluster

import (
	"context"
	"fmt"
	"net/netip"
	"sync"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/upstream"
)

// Rules keeps the rules of a guard in step with the cluster. It is safe for concurrent use.
type Rules struct {
	guard *upstream.Guard
	fixed upstream.Rules

	serviceRanges cache.SharedIndexInformer
	nodes         cache.SharedIndexInformer
	services      cache.SharedIndexInformer

	mu sync.Mutex // one update of the guard at a time
}

// NewRules makes the rules of guard: the fixed ones, and what Run finds in the cluster.
func NewRules(guard *upstream.Guard, fixed upstream.Rules, client kubernetes.Interface) (*Rules, error) {
	all := informers.NewSharedInformerFactory(client, 0)
	system := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(v1alpha1.SystemNamespace))
	r := &Rules{
		guard:         guard,
		fixed:         fixed,
		serviceRanges: all.Networking().V1().ServiceCIDRs().Informer(),
		nodes:         all.Core().V1().Nodes().Informer(),
		services:      system.Core().V1().Services().Informer(),
	}
	if err := r.nodes.SetTransform(keepAddresses); err != nil {
		return nil, fmt.Errorf("preparing the watch of nodes: %w", err)
	}
	update := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { r.update() },
		UpdateFunc: func(any, any) { r.update() },
		DeleteFunc: func(any) { r.update() },
	}
	for _, informer := range r.informers() {
		if _, err := informer.AddEventHandler(update); err != nil {
			return nil, fmt.Errorf("watching the addresses of the cluster: %w", err)
		}
	}
	return r, nil
}

func (r *Rules) informers() []cache.SharedIndexInformer {
	return []cache.SharedIndexInformer{r.serviceRanges, r.nodes, r.services}
}

// HasSynced says whether the guard knows the cluster as it was when Run began.
func (r *Rules) HasSynced() bool {
	for _, informer := range r.informers() {
		if !informer.HasSynced() {
			return false
		}
	}
	return true
}

// Run follows the cluster until ctx ends.
func (r *Rules) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, informer := range r.informers() {
		running.Go(func() { informer.RunWithContext(ctx) })
	}
	running.Wait()
}

// keepAddresses drops all of a Node but its addresses, which change seldom while the rest changes often.
func keepAddresses(object any) (any, error) {
	node, ok := object.(*corev1.Node)
	if !ok {
		return object, nil
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: node.Name, UID: node.UID, ResourceVersion: node.ResourceVersion},
		Spec:       corev1.NodeSpec{PodCIDRs: node.Spec.PodCIDRs},
		Status:     corev1.NodeStatus{Addresses: node.Status.Addresses},
	}, nil
}

func (r *Rules) update() {
	r.mu.Lock()
	defer r.mu.Unlock()
	rules := upstream.Rules{
		Allow:         r.fixed.Allow,
		DenyEndpoints: r.fixed.DenyEndpoints,
		DenyAddrs:     append([]netip.Addr(nil), r.fixed.DenyAddrs...),
		Internal:      append([]netip.Prefix(nil), r.fixed.Internal...),
	}
	for _, object := range r.serviceRanges.GetStore().List() {
		if serviceRange, ok := object.(*networkingv1.ServiceCIDR); ok {
			rules.Internal = append(rules.Internal, prefixes(serviceRange.Spec.CIDRs)...)
		}
	}
	for _, object := range r.nodes.GetStore().List() {
		if node, ok := object.(*corev1.Node); ok {
			rules.Internal = append(rules.Internal, nodeRanges(node)...)
		}
	}
	for _, object := range r.services.GetStore().List() {
		if service, ok := object.(*corev1.Service); ok {
			rules.DenyAddrs = append(rules.DenyAddrs, addresses(service.Spec.ClusterIPs)...)
		}
	}
	r.guard.Replace(rules)
}

func nodeRanges(node *corev1.Node) []netip.Prefix {
	ranges := prefixes(node.Spec.PodCIDRs)
	for _, address := range node.Status.Addresses {
		if ip, err := netip.ParseAddr(address.Address); err == nil {
			ranges = append(ranges, netip.PrefixFrom(ip, ip.BitLen()))
		}
	}
	return ranges
}

// prefixes parses CIDRs that the API server has validated; others do not occur and are passed over.
func prefixes(texts []string) []netip.Prefix {
	var parsed []netip.Prefix
	for _, text := range texts {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			parsed = append(parsed, prefix)
		}
	}
	return parsed
}

// addresses parses the IPs of a Service; a headless one has the word None.
func addresses(texts []string) []netip.Addr {
	var parsed []netip.Addr
	for _, text := range texts {
		if ip, err := netip.ParseAddr(text); err == nil {
			parsed = append(parsed, ip)
		}
	}
	return parsed
}
