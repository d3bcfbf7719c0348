# failures.awk: each failed test of a runner's output in a few lines: its name, what it says, where it failed and where that was called. For the end of a long
# output, of which often only the end is kept.
function tell() {
  if (name == "") return
  print name
  if (message != "") print "  " substr(message, 1, 600)
  if (innermost != "") print "  " innermost
  if (outermost != innermost) print "  " outermost
  name = message = innermost = outermost = ""
}
/ \[FAIL\]$/ { tell(); name = $0; gsub(/^ +| \[FAIL\]$/, "", name); part = "message"; next }
name == "" { next }
!/^      / { tell(); next }
/^      Stack Trace:$/ { part = "stack"; next }
/^      Output:$/ { part = "output"; next }
part == "message" { sub(/^ +/, ""); message = message (message == "" ? "" : " / ") $0 }
part == "stack" && /tests\// { sub(/^ +/, ""); if (innermost == "") innermost = $0; outermost = $0 }
END { tell() }
