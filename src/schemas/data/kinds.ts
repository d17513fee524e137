// Written by ci/kubernetes-schemas.ts from Kubernetes (Apache License 2.0, Copyright The Kubernetes Authors).

/** Every kind: apiVersion, name, namespaced or cluster-scoped, definition, the versions that serve it. */
export const kinds = `\
admissionregistration.k8s.io/v1 MutatingAdmissionPolicy c admissionregistration.v1.MutatingAdmissionPolicy @36-
admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding c admissionregistration.v1.MutatingAdmissionPolicyBinding @36-
admissionregistration.k8s.io/v1 MutatingWebhookConfiguration c admissionregistration.v1.MutatingWebhookConfiguration
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy c admissionregistration.v1.ValidatingAdmissionPolicy @30-
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding c admissionregistration.v1.ValidatingAdmissionPolicyBinding @30-
admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration c admissionregistration.v1.ValidatingWebhookConfiguration
admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicy c admissionregistration.v1alpha1.MutatingAdmissionPolicy @32-
admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicyBinding c admissionregistration.v1alpha1.MutatingAdmissionPolicyBinding @32-
admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicy c admissionregistration.v1alpha1.ValidatingAdmissionPolicy @26-31
admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicyBinding c admissionregistration.v1alpha1.ValidatingAdmissionPolicyBinding @26-31
admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy c admissionregistration.v1beta1.MutatingAdmissionPolicy @34-
admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicyBinding c admissionregistration.v1beta1.MutatingAdmissionPolicyBinding @34-
admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicy c admissionregistration.v1beta1.ValidatingAdmissionPolicy @28-33
admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicyBinding c admissionregistration.v1beta1.ValidatingAdmissionPolicyBinding @28-33
apiextensions.k8s.io/v1 CustomResourceDefinition c apiextensions.v1.CustomResourceDefinition
apiregistration.k8s.io/v1 APIService c apiregistration.v1.APIService
apps/v1 ControllerRevision n apps.v1.ControllerRevision
apps/v1 DaemonSet n apps.v1.DaemonSet
apps/v1 Deployment n apps.v1.Deployment
apps/v1 ReplicaSet n apps.v1.ReplicaSet
apps/v1 StatefulSet n apps.v1.StatefulSet
authentication.k8s.io/v1 SelfSubjectReview c authentication.v1.SelfSubjectReview @28-
authentication.k8s.io/v1 TokenReview c authentication.v1.TokenReview
authentication.k8s.io/v1alpha1 SelfSubjectReview c authentication.v1alpha1.SelfSubjectReview @26-31
authentication.k8s.io/v1beta1 SelfSubjectReview c authentication.v1beta1.SelfSubjectReview @27-32
authorization.k8s.io/v1 LocalSubjectAccessReview n authorization.v1.LocalSubjectAccessReview
authorization.k8s.io/v1 SelfSubjectAccessReview c authorization.v1.SelfSubjectAccessReview
authorization.k8s.io/v1 SelfSubjectRulesReview c authorization.v1.SelfSubjectRulesReview
authorization.k8s.io/v1 SubjectAccessReview c authorization.v1.SubjectAccessReview
autoscaling/v1 HorizontalPodAutoscaler n autoscaling.v1.HorizontalPodAutoscaler
autoscaling/v2 HorizontalPodAutoscaler n autoscaling.v2.HorizontalPodAutoscaler
autoscaling/v2beta2 HorizontalPodAutoscaler n autoscaling.v2beta2.HorizontalPodAutoscaler @-25
batch/v1 CronJob n batch.v1.CronJob
batch/v1 Job n batch.v1.Job
certificates.k8s.io/v1 CertificateSigningRequest c certificates.v1.CertificateSigningRequest
certificates.k8s.io/v1 ClusterTrustBundle c certificates.v1.ClusterTrustBundle @37-
certificates.k8s.io/v1 PodCertificateRequest n certificates.v1.PodCertificateRequest @37-
certificates.k8s.io/v1alpha1 ClusterTrustBundle c certificates.v1alpha1.ClusterTrustBundle @27-36
certificates.k8s.io/v1alpha1 PodCertificateRequest n certificates.v1alpha1.PodCertificateRequest @34-34
certificates.k8s.io/v1beta1 ClusterTrustBundle c certificates.v1beta1.ClusterTrustBundle @33-
certificates.k8s.io/v1beta1 PodCertificateRequest n certificates.v1beta1.PodCertificateRequest @35-
coordination.k8s.io/v1 Lease n coordination.v1.Lease
coordination.k8s.io/v1alpha1 LeaseCandidate n coordination.v1alpha1.LeaseCandidate @31-31
coordination.k8s.io/v1alpha2 LeaseCandidate n coordination.v1alpha2.LeaseCandidate @32-
coordination.k8s.io/v1beta1 LeaseCandidate n coordination.v1beta1.LeaseCandidate @33-
discovery.k8s.io/v1 EndpointSlice n discovery.v1.EndpointSlice
events.k8s.io/v1 Event n events.v1.Event
flowcontrol.apiserver.k8s.io/v1 FlowSchema c flowcontrol.v1.FlowSchema @29-
flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration c flowcontrol.v1.PriorityLevelConfiguration @29-
flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema c flowcontrol.v1beta1.FlowSchema @-25
flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfiguration c flowcontrol.v1beta1.PriorityLevelConfiguration @-25
flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema c flowcontrol.v1beta2.FlowSchema @-28
flowcontrol.apiserver.k8s.io/v1beta2 PriorityLevelConfiguration c flowcontrol.v1beta2.PriorityLevelConfiguration @-28
flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema c flowcontrol.v1beta3.FlowSchema @26-31
flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration c flowcontrol.v1beta3.PriorityLevelConfiguration @26-31
internal.apiserver.k8s.io/v1alpha1 StorageVersion c apiserverinternal.v1alpha1.StorageVersion
lifecycle.k8s.io/v1alpha1 Eviction n lifecycle.v1alpha1.Eviction @37-
lifecycle.k8s.io/v1alpha1 EvictionRequest n lifecycle.v1alpha1.EvictionRequest @37-
networking.k8s.io/v1 IPAddress c networking.v1.IPAddress @33-
networking.k8s.io/v1 Ingress n networking.v1.Ingress
networking.k8s.io/v1 IngressClass c networking.v1.IngressClass
networking.k8s.io/v1 NetworkPolicy n networking.v1.NetworkPolicy
networking.k8s.io/v1 ServiceCIDR c networking.v1.ServiceCIDR @33-
networking.k8s.io/v1alpha1 ClusterCIDR c networking.v1alpha1.ClusterCIDR @-28
networking.k8s.io/v1alpha1 IPAddress c networking.v1alpha1.IPAddress @27-30
networking.k8s.io/v1alpha1 ServiceCIDR c networking.v1alpha1.ServiceCIDR @29-30
networking.k8s.io/v1beta1 IPAddress c networking.v1beta1.IPAddress @31-36
networking.k8s.io/v1beta1 ServiceCIDR c networking.v1beta1.ServiceCIDR @31-36
node.k8s.io/v1 RuntimeClass c node.v1.RuntimeClass
policy/v1 PodDisruptionBudget n policy.v1.PodDisruptionBudget
rbac.authorization.k8s.io/v1 ClusterRole c rbac.v1.ClusterRole
rbac.authorization.k8s.io/v1 ClusterRoleBinding c rbac.v1.ClusterRoleBinding
rbac.authorization.k8s.io/v1 Role n rbac.v1.Role
rbac.authorization.k8s.io/v1 RoleBinding n rbac.v1.RoleBinding
resource.k8s.io/v1 DeviceClass c resource.v1.DeviceClass @34-
resource.k8s.io/v1 DeviceTaintRule c resource.v1.DeviceTaintRule @37-
resource.k8s.io/v1 ResourceClaim n resource.v1.ResourceClaim @34-
resource.k8s.io/v1 ResourceClaimTemplate n resource.v1.ResourceClaimTemplate @34-
resource.k8s.io/v1 ResourceSlice c resource.v1.ResourceSlice @34-
resource.k8s.io/v1alpha1 PodScheduling n resource.v1alpha1.PodScheduling @26-26
resource.k8s.io/v1alpha1 ResourceClaim n resource.v1alpha1.ResourceClaim @26-26
resource.k8s.io/v1alpha1 ResourceClaimTemplate n resource.v1alpha1.ResourceClaimTemplate @26-26
resource.k8s.io/v1alpha1 ResourceClass c resource.v1alpha1.ResourceClass @26-26
resource.k8s.io/v1alpha2 PodSchedulingContext n resource.v1alpha2.PodSchedulingContext @27-30
resource.k8s.io/v1alpha2 ResourceClaim n resource.v1alpha2.ResourceClaim @27-30
resource.k8s.io/v1alpha2 ResourceClaimParameters n resource.v1alpha2.ResourceClaimParameters @30-30
resource.k8s.io/v1alpha2 ResourceClaimTemplate n resource.v1alpha2.ResourceClaimTemplate @27-30
resource.k8s.io/v1alpha2 ResourceClass c resource.v1alpha2.ResourceClass @27-30
resource.k8s.io/v1alpha2 ResourceClassParameters n resource.v1alpha2.ResourceClassParameters @30-30
resource.k8s.io/v1alpha2 ResourceSlice c resource.v1alpha2.ResourceSlice @30-30
resource.k8s.io/v1alpha3 DeviceClass c resource.v1alpha3.DeviceClass @31-33
resource.k8s.io/v1alpha3 DeviceTaintRule c resource.v1alpha3.DeviceTaintRule @33-
resource.k8s.io/v1alpha3 PodSchedulingContext n resource.v1alpha3.PodSchedulingContext @31-31
resource.k8s.io/v1alpha3 ResourceClaim n resource.v1alpha3.ResourceClaim @31-33
resource.k8s.io/v1alpha3 ResourceClaimTemplate n resource.v1alpha3.ResourceClaimTemplate @31-33
resource.k8s.io/v1alpha3 ResourcePoolStatusRequest c resource.v1alpha3.ResourcePoolStatusRequest @36-
resource.k8s.io/v1alpha3 ResourceSlice c resource.v1alpha3.ResourceSlice @31-33
resource.k8s.io/v1beta1 DeviceClass c resource.v1beta1.DeviceClass @32-
resource.k8s.io/v1beta1 ResourceClaim n resource.v1beta1.ResourceClaim @32-
resource.k8s.io/v1beta1 ResourceClaimTemplate n resource.v1beta1.ResourceClaimTemplate @32-
resource.k8s.io/v1beta1 ResourceSlice c resource.v1beta1.ResourceSlice @32-
resource.k8s.io/v1beta2 DeviceClass c resource.v1beta2.DeviceClass @33-
resource.k8s.io/v1beta2 DeviceTaintRule c resource.v1beta2.DeviceTaintRule @36-
resource.k8s.io/v1beta2 ResourceClaim n resource.v1beta2.ResourceClaim @33-
resource.k8s.io/v1beta2 ResourceClaimTemplate n resource.v1beta2.ResourceClaimTemplate @33-
resource.k8s.io/v1beta2 ResourceSlice c resource.v1beta2.ResourceSlice @33-
scheduling.k8s.io/v1 PriorityClass c scheduling.v1.PriorityClass
scheduling.k8s.io/v1alpha1 Workload n scheduling.v1alpha1.Workload @35-35
scheduling.k8s.io/v1alpha2 PodGroup n scheduling.v1alpha2.PodGroup @36-36
scheduling.k8s.io/v1alpha2 Workload n scheduling.v1alpha2.Workload @36-36
scheduling.k8s.io/v1alpha3 CompositePodGroup n scheduling.v1alpha3.CompositePodGroup @37-
scheduling.k8s.io/v1alpha3 PodGroup n scheduling.v1alpha3.PodGroup @37-
scheduling.k8s.io/v1alpha3 Workload n scheduling.v1alpha3.Workload @37-
scheduling.k8s.io/v1beta1 PodGroup n scheduling.v1beta1.PodGroup @37-
scheduling.k8s.io/v1beta1 Workload n scheduling.v1beta1.Workload @37-
storage.k8s.io/v1 CSIDriver c storage.v1.CSIDriver
storage.k8s.io/v1 CSINode c storage.v1.CSINode
storage.k8s.io/v1 CSIStorageCapacity n storage.v1.CSIStorageCapacity
storage.k8s.io/v1 StorageClass c storage.v1.StorageClass
storage.k8s.io/v1 VolumeAttachment c storage.v1.VolumeAttachment
storage.k8s.io/v1 VolumeAttributesClass c storage.v1.VolumeAttributesClass @34-
storage.k8s.io/v1alpha1 VolumeAttributesClass c storage.v1alpha1.VolumeAttributesClass @29-34
storage.k8s.io/v1beta1 CSIStorageCapacity n storage.v1beta1.CSIStorageCapacity @-26
storage.k8s.io/v1beta1 VolumeAttributesClass c storage.v1beta1.VolumeAttributesClass @31-36
storagemigration.k8s.io/v1 StorageVersionMigration c storagemigration.v1.StorageVersionMigration @37-
storagemigration.k8s.io/v1alpha1 StorageVersionMigration c storagemigration.v1alpha1.StorageVersionMigration @30-34
storagemigration.k8s.io/v1beta1 StorageVersionMigration c storagemigration.v1beta1.StorageVersionMigration @35-
v1 Binding n core.v1.Binding
v1 ConfigMap n core.v1.ConfigMap
v1 Endpoints n core.v1.Endpoints
v1 Event n core.v1.Event
v1 LimitRange n core.v1.LimitRange
v1 Namespace c core.v1.Namespace
v1 Node c core.v1.Node
v1 PersistentVolume c core.v1.PersistentVolume
v1 PersistentVolumeClaim n core.v1.PersistentVolumeClaim
v1 Pod n core.v1.Pod
v1 PodTemplate n core.v1.PodTemplate
v1 ReplicationController n core.v1.ReplicationController
v1 ResourceQuota n core.v1.ResourceQuota
v1 Secret n core.v1.Secret
v1 Service n core.v1.Service
v1 ServiceAccount n core.v1.ServiceAccount
`
