// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
	"k8s.io/utils/lru"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	// configMapName is the ConfigMap of the system namespace with the feature flags.
	configMapName = "connectors-config"
	// customCAFlag is the key of the flag that turns custom certificate authorities on.
	customCAFlag = "enable-custom-ca-certs"
	// poolCacheSize bounds the distinct sets of authorities that are kept ready.
	poolCacheSize = 256
)

// trust knows which certificate authorities vouch for tools: the system's and, while the feature flag is on, those of
// the labelled Secrets of the system namespace and those of a Connector. It is safe for concurrent use.
type trust struct {
	system *x509.CertPool
	// classCAs vouch for class APIs beside those that vouch for tools.
	classCAs []*x509.Certificate
	changed  func()
	invalid  func(configMap *corev1.ConfigMap, key string, inForce bool)
	pools    *lru.Cache // id -> roots

	secrets    cache.SharedIndexInformer
	configMaps cache.SharedIndexInformer

	mu      sync.RWMutex
	enabled bool
	global  []*x509.Certificate
	// reported is the version of the ConfigMap that an invalid value was last reported of.
	reported string
}

func newTrust(client kubernetes.Interface, classCAs []*x509.Certificate, changed func(), invalid func(*corev1.ConfigMap, string, bool)) (*trust, error) {
	system, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("loading the system's certificate authorities: %w", err)
	}
	t := &trust{system: system, classCAs: classCAs, changed: changed, invalid: invalid, pools: lru.New(poolCacheSize)}
	t.configMaps = newFeatureFlags(client)
	t.secrets = newCASecrets(client)
	if err := t.secrets.SetTransform(keepCertificates); err != nil {
		return nil, fmt.Errorf("preparing the watch of CA Secrets: %w", err)
	}
	for _, informer := range []cache.SharedIndexInformer{t.secrets, t.configMaps} {
		if _, err := informer.AddEventHandler(onAny(t.reload)); err != nil {
			return nil, fmt.Errorf("watching namespace %s: %w", v1alpha1.SystemNamespace, err)
		}
	}
	return t, nil
}

// newFeatureFlags watches the ConfigMap with the feature flags.
func newFeatureFlags(client kubernetes.Interface) cache.SharedIndexInformer {
	return informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(v1alpha1.SystemNamespace),
		informers.WithTweakListOptions(func(options *metav1.ListOptions) {
			options.FieldSelector = fields.OneTermEqualSelector(metav1.ObjectNameField, configMapName).String()
		})).Core().V1().ConfigMaps().Informer()
}

// newCASecrets watches the labelled Secrets.
func newCASecrets(client kubernetes.Interface) cache.SharedIndexInformer {
	listWatch := cache.ToListWatcherWithWatchListSemantics(caSecrets(client), client)
	return cache.NewSharedIndexInformer(listWatch, &corev1.Secret{}, 0, cache.Indexers{})
}

// caSecrets lists and watches the labelled Secrets, which may hold more than certificates.
func caSecrets(client kubernetes.Interface) *cache.ListWatch {
	secrets := client.CoreV1().Secrets(v1alpha1.SystemNamespace)
	label := labels.Set{v1alpha1.CACertLabel: "true"}.String()
	return &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			options.LabelSelector = label
			return secrets.List(unlogged(ctx), options)
		},
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			options.LabelSelector = label
			return secrets.Watch(unlogged(ctx), options)
		},
	}
}

func onAny(f func()) cache.ResourceEventHandler {
	return cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { f() }, UpdateFunc: func(any, any) { f() }, DeleteFunc: func(any) { f() },
	}
}

// keepCertificates drops what a labelled Secret holds besides certificates before it is stored.
func keepCertificates(object any) (any, error) {
	secret, ok := object.(*corev1.Secret)
	if !ok {
		return object, nil
	}
	kept := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{
		Namespace: secret.Namespace, Name: secret.Name, UID: secret.UID, ResourceVersion: secret.ResourceVersion,
	}}
	for i, certificate := range ReadCertificates(secret.Data) {
		if kept.Data == nil {
			kept.Data = map[string][]byte{}
		}
		kept.Data[fmt.Sprintf("%06d", i)] = certificate.Raw
	}
	return kept, nil
}

// run watches until ctx ends.
func (t *trust) run(ctx context.Context) {
	go t.configMaps.RunWithContext(ctx)
	t.secrets.RunWithContext(ctx)
}

func (t *trust) hasSynced() bool { return t.secrets.HasSynced() && t.configMaps.HasSynced() }

// reload takes over what the informers hold. Each of them calls it from a goroutine of its own, so it reads them under the
// lock: else what one call has read would replace what another one read later.
func (t *trust) reload() {
	t.mu.Lock()
	global := t.globalCertificates()
	configMap := t.configMap()
	enabled, valid := flag(configMap, t.enabled)
	same := enabled == t.enabled && slices.EqualFunc(global, t.global, (*x509.Certificate).Equal)
	t.enabled, t.global = enabled, global
	news := !valid && t.reported != configMap.ResourceVersion
	if news {
		t.reported = configMap.ResourceVersion
	}
	t.mu.Unlock()
	if news {
		t.invalid(configMap, customCAFlag, enabled)
	}
	if !same {
		t.changed()
	}
}

func (t *trust) globalCertificates() []*x509.Certificate {
	var certificates []*x509.Certificate
	for _, object := range t.secrets.GetStore().List() {
		secret, ok := object.(*corev1.Secret)
		if !ok {
			continue
		}
		for _, der := range secret.Data {
			if certificate, err := x509.ParseCertificate(der); err == nil {
				certificates = append(certificates, certificate)
			}
		}
	}
	slices.SortFunc(certificates, func(a, b *x509.Certificate) int { return slices.Compare(a.Raw, b.Raw) })
	return certificates
}

// configMap is the one with the feature flags, nil when it does not exist.
func (t *trust) configMap() *corev1.ConfigMap {
	object, _, err := t.configMaps.GetStore().GetByKey(v1alpha1.SystemNamespace + "/" + configMapName)
	if err != nil {
		return nil
	}
	configMap, _ := object.(*corev1.ConfigMap)
	return configMap
}

// flag reads the feature flag. A value that is no boolean is not valid and keeps the last good one.
func flag(configMap *corev1.ConfigMap, last bool) (enabled, valid bool) {
	if configMap == nil {
		return false, true
	}
	text, ok := configMap.Data[customCAFlag]
	if !ok {
		return false, true
	}
	enabled, err := strconv.ParseBool(strings.TrimSpace(text))
	if err != nil {
		klog.Background().Error(nil, "A feature flag is neither true nor false, the last good value stays in force",
			"configMap", klog.KObj(configMap), "key", customCAFlag, "inForce", last)
		return last, false
	}
	return enabled, true
}
