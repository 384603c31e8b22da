# Uses two tools for $1 seconds, one request every few hundred milliseconds, and reads the files of the volumes for each.
# It prints what fails, and how many requests there were.
requests=0 failed=0 renewals=0 token=
count() { echo "$requests requests, $failed failed, $renewals renewals"; }
expect() { # NAME WANT GOT
  requests=$((requests + 1))
  [[ $3 == "$2" ]] || { failed=$((failed + 1)); echo "$(date -u +%T) $1: $3"; }
}
# Prints the code of the answer, and that of the proxy to CONNECT.
code() { curl --silent --show-error --output /dev/null --max-time 30 --write-out '%{http_code} %{http_connect}' "$@" 2>&1; }

refs="/$REPOSITORY/info/refs?service=git-upload-pack"
end=$((SECONDS + $1)) round=0
while ((SECONDS < end)); do
  now=$(< /connectors/context.token)
  [[ -z $token || $now == "$token" ]] || renewals=$((renewals + 1))
  token=$now
  case $((round % 3)) in
  0) expect reverse '200 000' "$(code --oauth2-bearer "$now" "$(< /connectors/connector.status.proxyAddress)$refs")" ;;
  1) expect forward '200 000' "$(code --proxy "$(< /connectors/http.proxy)" "$GIT$refs")" ;;
  2) expect tunnel '200 200' "$(code --cacert /cluster/ca.crt --proxy "$(< /cluster/https.proxy)" "$CLUSTER/version")" ;;
  esac
  case $((round % 60)) in
  20) git ls-remote "$GIT/$REPOSITORY" > /tmp/out 2>&1; expect git 0 "$?" ;;
  40) kubectl --namespace="$NAMESPACE" get pods > /tmp/out 2>&1; expect kubectl 0 "$?" ;;
  59) count ;;
  esac
  round=$((round + 1))
  sleep 0.25
done
count
