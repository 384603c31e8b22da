// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"context"
	"crypto/x509"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	utilcache "k8s.io/apimachinery/pkg/util/cache"
	"k8s.io/apimachinery/pkg/util/resourceversion"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
	"k8s.io/utils/keymutex"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
)

const (
	// missTTL is how long a Connector or a class that does not exist is not looked for again.
	missTTL = time.Second
	// missCacheSize bounds the names that are remembered not to exist.
	missCacheSize = 4096
	// liveRecheck is when it is looked whether the informers know a Connector that they had not shown.
	liveRecheck = 5 * time.Second
	// liveReads bounds the look-ups of unknown Connectors that are under way at once.
	liveReads = 32
)

// Config is what a Store is made from.
type Config struct {
	// Connectors reads the API group; Kube and Metadata read the cluster. All are used for the life of the Store.
	Connectors versioned.Interface
	Kube       kubernetes.Interface
	Metadata   metadata.Interface
	// Informers of the API group. The Store adds handlers; the caller starts them.
	Informers informers.SharedInformerFactory
	// NewInjector compiles credentials.
	NewInjector InjectorFactory
	// ClassCAs vouch for class APIs whose class names no authorities, beside those that vouch for tools.
	ClassCAs []*x509.Certificate
	// Observer is told of every change; it may be nil.
	Observer Observer
	// Workers is how many Targets are built at once; 8 when zero.
	Workers int
}

// Store keeps the Targets of all Connectors up to date. It is safe for concurrent use.
type Store struct {
	config  Config
	sources sources
	secrets *secrets
	watch   *secretWatch
	trust   *trust
	apis    *descriptions
	queue   workqueue.TypedRateLimitingInterface[types.NamespacedName]
	builds  keymutex.KeyMutex
	missing *utilcache.LRUExpireCache
	live    chan struct{}
	flight  singleflight.Group

	mu      sync.RWMutex
	targets map[types.NamespacedName]built
}

// built is a Target and the version of the Connector that it was built from.
type built struct {
	target  *Target
	version string
}

// New makes a Store; Run fills it.
func New(config Config) (*Store, error) {
	if config.Workers == 0 {
		config.Workers = 8
	}
	if config.Observer == nil {
		config.Observer = nobody{}
	}
	s := &Store{
		config:  config,
		secrets: newSecrets(config.Kube.CoreV1()),
		queue: workqueue.NewTypedRateLimitingQueueWithConfig(
			workqueue.NewTypedItemExponentialFailureRateLimiter[types.NamespacedName](100*time.Millisecond, 30*time.Second),
			workqueue.TypedRateLimitingQueueConfig[types.NamespacedName]{Name: "targets"}),
		apis:    newDescriptions(),
		builds:  keymutex.NewHashed(256),
		missing: utilcache.NewLRUExpireCache(missCacheSize),
		live:    make(chan struct{}, liveReads),
		targets: map[types.NamespacedName]built{},
	}
	s.watch = &secretWatch{secrets: s.secrets, rebuild: s.queue.Add}
	var err error
	if s.sources, err = newSources(config.Informers, s.queue.Add, s.apis.forget); err != nil {
		return nil, err
	}
	if s.trust, err = newTrust(config.Kube, config.ClassCAs, s.trustChanged, config.Observer.InvalidFlag); err != nil {
		return nil, err
	}
	return s, nil
}

// Get gives the Target of a Connector, or an API error: NotFound when there is no such Connector. For a Connector that
// is known it only looks into a map.
func (s *Store) Get(ctx context.Context, namespace, name string) (*Target, error) {
	key := types.NamespacedName{Namespace: namespace, Name: name}
	if target := s.lookup(key); target != nil {
		return target, nil
	}
	if _, missing := s.missing.Get(key); missing {
		return nil, apierrors.NewNotFound(v1alpha1.Resource("connectors"), name)
	}
	// Callers for the same Connector share one look-up, and one place among those that may be under way. It does not end
	// with the caller that came first.
	answer := s.flight.DoChan(key.String(), func() (any, error) { return s.getLiveBounded(context.WithoutCancel(ctx), key) })
	select {
	case <-ctx.Done():
		return nil, unavailable(ctx, "waiting for the connector", ctx.Err())
	case result := <-answer:
		target, _ := result.Val.(*Target)
		return target, result.Err
	}
}

func (s *Store) getLiveBounded(ctx context.Context, key types.NamespacedName) (*Target, error) {
	select {
	case s.live <- struct{}{}:
		defer func() { <-s.live }()
	default:
		return nil, apierrors.NewTooManyRequests("too many look-ups of unknown connectors are under way", 1)
	}
	return s.getLive(ctx, key)
}

func (s *Store) lookup(key types.NamespacedName) *Target {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.targets[key].target
}

// getLive builds the Target of a Connector that the informers have not shown yet.
func (s *Store) getLive(ctx context.Context, key types.NamespacedName) (*Target, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	id := key.String()
	s.builds.LockKey(id)
	defer func() { _ = s.builds.UnlockKey(id) }()
	if target := s.lookup(key); target != nil {
		return target, nil
	}
	connector, err := s.config.Connectors.ConnectorsV1alpha1().Connectors(key.Namespace).Get(ctx, key.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		s.missing.Add(key, struct{}{}, missTTL)
		return nil, err
	}
	if err != nil {
		return nil, unavailable(ctx, "reading the connector", err)
	}
	class, err := s.readClass(ctx, connector.Spec.ConnectorClassName)
	if err != nil {
		return nil, unavailable(ctx, "reading the connector class", err)
	}
	target, err := s.build(ctx, connector, class)
	if err != nil {
		return nil, unavailable(ctx, "preparing the connector", err)
	}
	// The informers may never show a Connector that was deleted before they listed.
	s.queue.AddAfter(key, liveRecheck)
	return target, nil
}

// readClass asks the cluster for a class. It is nil when there is none.
func (s *Store) readClass(ctx context.Context, name string) (*v1alpha1.ConnectorClass, error) {
	class, err := s.config.Connectors.ConnectorsV1alpha1().ConnectorClasses().Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	return class, err
}

// trustChanged rebuilds every Target: which authorities vouch for its tool may have changed.
func (s *Store) trustChanged() {
	s.config.Observer.TrustChanged()
	s.sources.rebuildAll()
}

// Roots are the certificate authorities that vouch for what is no tool of a Connector, such as the proxies of classes; nil
// is the system's pool.
func (s *Store) Roots() *x509.CertPool { return s.trust.roots(nil).pool }

// APIRoots are the certificate authorities that vouch for a class API whose class names these, as PEM: they alone or, when
// there are none, those of all tools and Config.ClassCAs. Nil is the system's pool.
func (s *Store) APIRoots(caCerts string) *x509.CertPool { return s.trust.ofAPI(caCerts).pool }

// unavailable is for callers. The text of err, which may hold addresses of the cluster, is for the log.
func unavailable(ctx context.Context, what string, err error) error {
	klog.FromContext(ctx).Error(err, "The cluster could not be asked", "what", what)
	return apierrors.NewServiceUnavailable(what + " failed: the cluster cannot be asked, try again")
}

// build compiles a Target and puts it into use. The caller holds the build lock of the Connector.
func (s *Store) build(ctx context.Context, connector *v1alpha1.Connector, class *v1alpha1.ConnectorClass) (*Target, error) {
	key := types.NamespacedName{Namespace: connector.Namespace, Name: connector.Name}
	auth, ca := secretsOf(connector, s.trust.on())
	s.secrets.refer(key, present(auth, ca)...)
	in := inputs{connector: Effective(connector, class), class: class}
	var err error
	if auth.Name != "" {
		if in.secret, err = s.secrets.get(ctx, auth); err != nil {
			return nil, err
		}
	}
	var own *secretData
	if ca.Name != "" {
		if own, err = s.secrets.get(ctx, ca); err != nil {
			return nil, err
		}
	}
	certificates := own.certificates()
	in.roots = s.trust.roots(certificates)
	s.addAPI(&in)
	target, secret := compile(in, s.config.NewInjector)
	s.mu.Lock()
	s.targets[key] = built{target: target, version: connector.ResourceVersion}
	s.mu.Unlock()
	s.config.Observer.Built(key, &Snapshot{
		Target: target, Connector: in.connector, Class: class, Secret: secret,
		CACert: CACertSecret{
			Enabled: s.trust.on(), Name: ca.Name, Found: own != nil, Certificates: len(certificates), ResourceVersion: own.version(),
		},
	})
	return target, nil
}

// addAPI adds what there is to know of the API of the class.
func (s *Store) addAPI(in *inputs) {
	switch {
	case in.class == nil:
		// A build that was under way when the class went may have brought it back.
		s.apis.forget(in.connector.Spec.ConnectorClassName)
	case in.class.Spec.API != nil:
		in.described, in.apiRoots = s.apis.get(in.class), s.trust.ofAPI(apiCertificates(in.class))
	}
}

// secretsOf are the Secrets that a Connector opens, all of its own namespace; the zero name where it opens none.
func secretsOf(c *v1alpha1.Connector, customCA bool) (auth, ca types.NamespacedName) {
	if c.Spec.Auth != nil && c.Spec.Auth.SecretRef != nil {
		if ref := c.Spec.Auth.SecretRef; ref.Namespace == "" || ref.Namespace == c.Namespace {
			auth = types.NamespacedName{Namespace: c.Namespace, Name: ref.Name}
		}
	}
	if customCA && c.Spec.CACertSecretRef != nil {
		ca = types.NamespacedName{Namespace: c.Namespace, Name: c.Spec.CACertSecretRef.Name}
	}
	return auth, ca
}

func present(names ...types.NamespacedName) []types.NamespacedName {
	var present []types.NamespacedName
	for _, name := range names {
		if name.Name != "" {
			present = append(present, name)
		}
	}
	return present
}

// older says whether a Connector as the informers show it is older than the one in use.
func (s *Store) older(connector *v1alpha1.Connector, key types.NamespacedName) bool {
	s.mu.RLock()
	inUse := s.targets[key].version
	s.mu.RUnlock()
	if inUse == "" {
		return false
	}
	order, err := resourceversion.CompareResourceVersion(connector.ResourceVersion, inUse)
	return err == nil && order < 0
}

// forget removes the Target of a Connector that is gone.
func (s *Store) forget(key types.NamespacedName) {
	s.mu.Lock()
	delete(s.targets, key)
	s.mu.Unlock()
	s.secrets.refer(key)
	s.config.Observer.Built(key, nil)
}
