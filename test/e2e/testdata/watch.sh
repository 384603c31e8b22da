# Looks at the files of a volume three times a second, without starting a program.
fail() {
  echo "$*"
  exit 42
}
exec {never}<> <(:)
while :; do
  for file in one many context.token ca.crt; do
    [[ -s /connectors/$file ]] || fail "$file is missing"
  done
  cd -P /connectors/..data || fail '..data leads nowhere'
  read -r one < one || fail 'one cannot be read'
  mapfile -t many < many || fail 'many cannot be read'
  cd /
  [[ ${#many[@]} = 100 && ${many[0]} = "$one" && ${many[99]} = "$one" ]] || fail "torn: one is $one, many are ${many[*]}"
  [[ $one != last ]] || exit 0
  read -r -t 0.3 -u "$never" || true
done
