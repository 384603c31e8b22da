// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"fmt"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	"connectors.alauda.io/test/bench/stage"
)

const (
	namespace = "bench-gateway"
	object    = "tool"
	caller    = "caller"
	userRole  = "connectors-connector-user-role"
	audience  = "connectors-proxy"
	tokenLife = 6 * time.Hour
)

// ground is what a stack holds for the measurement: a namespace with a caller who may use its Connectors.
type ground struct {
	kube  kubernetes.Interface
	group versioned.Interface
	// token is that of the caller.
	token string
}

func prepareGround(ctx context.Context, s *stage.Stage) (*ground, error) {
	g := &ground{}
	var err error
	if g.kube, err = kubernetes.NewForConfig(s.Admin()); err != nil {
		return nil, err
	}
	if g.group, err = versioned.NewForConfig(s.Admin()); err != nil {
		return nil, err
	}
	if err := s.Namespace(ctx, namespace); err != nil {
		return nil, err
	}
	if err := g.credential(ctx, object); err != nil {
		return nil, err
	}
	g.token, err = g.callerToken(ctx)
	return g, err
}

// credential makes a Secret that opens the tool.
func (g *ground) credential(ctx context.Context, name string) error {
	_, err := g.kube.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Type:       corev1.SecretTypeBasicAuth,
		StringData: map[string]string{corev1.BasicAuthUsernameKey: toolUser, corev1.BasicAuthPasswordKey: toolPassword},
	}, metav1.CreateOptions{})
	return err
}

// callerToken makes a ServiceAccount that may use Connectors, and gives a token of it.
func (g *ground) callerToken(ctx context.Context) (string, error) {
	accounts := g.kube.CoreV1().ServiceAccounts(namespace)
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: caller}}
	if _, err := accounts.Create(ctx, account, metav1.CreateOptions{}); err != nil {
		return "", err
	}
	_, err := g.kube.RbacV1().RoleBindings(namespace).Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: caller},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: userRole},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: namespace, Name: caller}},
	}, metav1.CreateOptions{})
	if err != nil {
		return "", err
	}
	seconds := int64(tokenLife / time.Second)
	answer, err := accounts.CreateToken(ctx, caller, &authenticationv1.TokenRequest{
		Spec: authenticationv1.TokenRequestSpec{Audiences: []string{audience}, ExpirationSeconds: &seconds},
	}, metav1.CreateOptions{})
	if err != nil {
		return "", fmt.Errorf("a token for %s: %w", caller, err)
	}
	return answer.Status.Token, nil
}

// connect makes a Connector of a tool and returns its name. Each has the credential that the ground came with.
func (g *ground) connect(ctx context.Context, name, address string) (string, error) {
	return name, g.create(ctx, connector(name, address, object))
}

func (g *ground) create(ctx context.Context, c *v1alpha1.Connector) error {
	_, err := g.group.ConnectorsV1alpha1().Connectors(namespace).Create(ctx, c, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("connector %s: %w", c.Name, err)
	}
	return nil
}

func connector(name, address, secret string) *v1alpha1.Connector {
	return &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: "git",
			Address:            address,
			Auth:               &v1alpha1.ConnectorAuth{Name: "basicAuth", SecretRef: &v1alpha1.SecretReference{Name: secret}},
		},
	}
}

// host is where a Connector is reached in a cluster.
func (g *ground) host(connector string) string {
	return "c-" + connector + "." + namespace + ".svc.cluster.local"
}
