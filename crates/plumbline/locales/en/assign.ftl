# plumbline assign

assign-join = {"; "}
assign-at-home = not sent
assign-bad-input = { $file }: { $path }: { $what }
assign-bad-file = { $file }: { $what }
assign-progress = { $seconds } s: objective { $objective }, bound { $bound }
assign-progress-broken = { $seconds } s: { $broken } rules still broken
assign-open = no lawful plan was found in the time given, and it is not proved that there is none; the best try breaks { $broken } rules

# faults of the input
assign-fault-syntax = line { $line }, column { $column }: { $what }
assign-fault-kind = expected { $expected }
assign-fault-missing = `{ $field }` is missing
assign-fault-range = { $value } is not between { $min } and { $max }
assign-fault-unknown = `{ $name }` is not known here
assign-fault-twice = `{ $name }` stands twice
assign-fault-crossed = the least, { $min }, exceeds the most, { $max }
assign-fault-reversed = the last day, { $until }, is before the first, { $from }
assign-fault-pinned-twice = `{ $name }` is pinned to `{ $one }` and to `{ $other }`
assign-fault-pinned-and-banned = `{ $name }` is pinned to `{ $team }` and banned from it
assign-fault-ambiguous = `{ $name }` names both an inspector and a unit
assign-fault-too-many = more than { $max } { $what }
assign-syntax-cut = the text is empty or ends too soon
assign-syntax-repeated = a key stands twice ({ $what })
assign-syntax-number = a number with a fraction, or too large, where only whole numbers stand
assign-syntax-other = this is no JSON here ({ $what })
assign-file-missing = no such file or folder
assign-file-denied = not allowed to read or write it
assign-file-no-text = this is no text in UTF-8
assign-file-folder = this is a folder
assign-file-no-folder = its folder is no folder
assign-file-other = { $what }
assign-kind-name = a name that is not empty
assign-kind-map = an object
assign-kind-list = a list
assign-kind-text = text
assign-kind-integer = a whole number
assign-kind-truth = true or false
assign-kind-pair = a pair
assign-kind-day = a day such as 2031-09-01
assign-kind-unit-or-county = either a unit or a county
assign-kind-who-team = inspector or unit, =, team
assign-kind-what-if = pin=P:T, ban=P:T or swap=P:Q, of two inspectors or two units
assign-kind-skills = skills
assign-kind-sectors = sectors
assign-kind-inspectors = inspectors
assign-kind-units = units
assign-kind-teams = teams

# recusals that the registry hands to the round
assign-recusal-employer = former employer
assign-recusal-kin = kin
assign-recusal-declared = declared
assign-recusal-prior_round = inspected there before
assign-told = {" "}({ $fact })
assign-period-both = { $from } to { $until }
assign-period-from = since { $from }, until it is withdrawn
assign-period-until = until { $until }
assign-period-open = until it is withdrawn

# grounds: a rule with its fact and period
assign-ground-home-county = { $inspector } is at home in { $county }, where { $unit } lies
assign-ground-employer = { $inspector } left { $unit } { $years } years ago; the cooling-off of { $cooling } years lasts { $left } more
assign-ground-kin = { $inspector } has kin in { $unit }, for as long as they serve there
assign-ground-declared = { $inspector } declared a recusal from { $unit }, until it is withdrawn
assign-ground-prior-round = { $inspector } inspected { $unit } in one of the last two rounds
assign-ground-forbidden = { $inspector } keeps away from { $unit }: { $recusal }{ $fact }, { $period }
assign-ground-rotation = { $inspector } inspected in { $county } in one of the last two rounds, and people rotate by county
assign-ground-team-size-min = { $team } would have { $have } members where at least { $limit } are asked for
assign-ground-team-size-max = { $team } would have { $have } members where at most { $limit } are allowed
assign-ground-units-min = { $team } would have { $have } units where at least { $limit } are asked for
assign-ground-units-max = { $team } would have { $have } units where at most { $limit } are allowed
assign-ground-counties = { $team } would touch { $have } counties where at most { $limit } are allowed
assign-ground-load = { $team } would have { $have } members where the load of its units asks for { $limit }
assign-ground-placed = a pin or ban keeps { $who } from { $team }
assign-ground-skill = { $unit } needs { $need } with the skill { $skill }, and there would be { $have }
assign-ground-same-org = { $team } would have more than { $limit } members from { $org }
assign-ground-lead = nobody in { $team } would have the seniority { $rank } of a leader, from where leaders come
assign-ground-lead-grade = nobody in { $team } would have the seniority { $rank } that a unit of grade 2 asks of its leader
assign-ground-liaison = { $team } would have no liaison beside its leader
assign-ground-mutual = two counties would send people to each other
assign-ground-stays-home = is not sent; being sent would be a burden of { $burden }
assign-ground-leads = leads { $team }, with seniority { $seniority }
assign-ground-is-liaison = is liaison of { $team }
assign-ground-pinned = is pinned to { $team }
assign-ground-knows-sector = is the only one who knows { $sector }, the sector of { $unit }
assign-ground-dropping-costs = leaving the place empty would cost { $price } points more
assign-ground-replacing-costs = the cheapest replacement, { $with }, would cost { $price } points more
assign-ground-irreplaceable = nobody who is not sent could take the place
assign-ground-inspected = { $unit } is inspected in this round
assign-ground-county-shared = the team visits { $county } anyway, for { $others } other units
assign-ground-carried = { $members } members carry the team's load of { $load }
assign-ground-moving-costs = the cheapest other place would cost { $price } points more
assign-ground-immovable = no single step puts it elsewhere without breaking a rule
assign-without = without this: { $grounds }
assign-elsewhere-price = in { $team } the plan would cost { $price } points more
assign-elsewhere-exchange = in { $team }, in exchange for { $with }, the plan would cost { $price } points more
assign-elsewhere-barred = not in { $team }: { $grounds }
assign-elsewhere-breaks = no single step to { $team } is lawful; the nearest fails because: { $grounds }

# rules and facts of a conflict
assign-home-any = anywhere
assign-home-outside = outside the counties of the round
assign-home-inside = another county of the round
assign-element-every-team = all { $limit } teams are sent, each with a leader
assign-element-team-size-min = a team has at least { $limit } members
assign-element-team-size-max = a team has at most { $limit } members
assign-element-units-min = a team has at least { $limit } units
assign-element-units-max = a team has at most { $limit } units
assign-element-recusal = { $inspector } may not inspect { $unit } ({ $reasons })
assign-element-need = { $unit } needs { $need } with the skill { $skill }
assign-element-leader-seniority = a leader has seniority { $rank }
assign-element-leader-grade = { $unit } is of grade 2 and asks for a leader of seniority { $rank }
assign-element-counties = a team touches at most { $limit } counties
assign-element-same-org = a team has at most { $limit } members of one organisation
assign-element-load = a member carries a load of { $limit }
assign-element-leader-home = the leader comes from { $home }
assign-element-liaison = a liaison beside the leader comes from { $home }
assign-element-no-mutual = no two counties send people to each other
assign-element-rotation = nobody returns to a county of the last two rounds
assign-element-pin = { $who } is pinned to { $team }
assign-element-ban = { $who } is banned from { $team }
assign-conflict = No lawful plan: these { $count } rules and facts cannot hold together.
assign-conflict-beside = Beside it, these { $count } cannot hold together either.
assign-balance = Asked for: { $asked }; there are: { $there }.
assign-drop-any = Dropping any one of them makes the rest feasible; a lawful plan was found for each.
assign-drop-some = Dropping one of them is not always enough; what else would have to change is listed with each.
assign-drop = feasible once this is dropped: { $element }
assign-drop-also = feasible once this is dropped: { $element }, and also: { $also }
assign-drop-open = no plan was found in the time given once this is dropped: { $element }

assign-price = price: { $price } points between the best plans found
assign-price-exact = price: { $price } points, both plans proved optimal
assign-change = { $inspector }: { $from } → { $to }
