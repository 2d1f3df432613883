# plumbline assign

assign-join = ；
assign-at-home = 不派出
assign-bad-input = { $file }：{ $path }：{ $what }
assign-bad-file = { $file }：{ $what }
assign-progress = { $seconds } 秒：目标值 { $objective }，下界 { $bound }
assign-progress-broken = { $seconds } 秒：尚有 { $broken } 处违反规则
assign-open = 在给定时间内没有找到合规方案，也没有证明不存在合规方案；最好的尝试还违反 { $broken } 处规则

# 输入的错误
assign-fault-syntax = 第 { $line } 行第 { $column } 列：{ $what }
assign-fault-kind = 此处应为{ $expected }
assign-fault-missing = 缺少 `{ $field }`
assign-fault-range = { $value } 不在 { $min } 到 { $max } 之间
assign-fault-unknown = 此处不认识 `{ $name }`
assign-fault-twice = `{ $name }` 出现了两次
assign-fault-crossed = 下限 { $min } 大于上限 { $max }
assign-fault-reversed = 止日 { $until } 早于起日 { $from }
assign-fault-pinned-twice = `{ $name }` 既被固定在 `{ $one }`，又被固定在 `{ $other }`
assign-fault-pinned-and-banned = `{ $name }` 既被固定在 `{ $team }`，又被禁止进入该组
assign-fault-ambiguous = `{ $name }` 既是巡察干部又是被巡察单位
assign-fault-too-many = { $what }超过 { $max } 个
assign-syntax-cut = 内容为空或提前结束
assign-syntax-repeated = 键重复出现（{ $what }）
assign-syntax-number = 数字带小数或过大，只能填整数
assign-syntax-other = 此处不符合 JSON 语法（{ $what }）
assign-file-missing = 没有这个文件或文件夹
assign-file-denied = 无权读取或写入
assign-file-no-text = 不是 UTF-8 编码的文本
assign-file-folder = 这是一个文件夹
assign-file-no-folder = 所在路径不是文件夹
assign-file-other = { $what }
assign-kind-name = 非空名称
assign-kind-map = 对象
assign-kind-list = 列表
assign-kind-text = 文本
assign-kind-integer = 整数
assign-kind-truth = true 或 false
assign-kind-pair = 一对值
assign-kind-day = 形如 2031-09-01 的日期
assign-kind-unit-or-county = 单位或县（市、区）二者之一
assign-kind-who-team = “人员或单位=组”
assign-kind-what-if = pin=P:T、ban=P:T 或 swap=P:Q（两名人员或两个单位）
assign-kind-skills = 专长
assign-kind-sectors = 领域
assign-kind-inspectors = 人员
assign-kind-units = 单位
assign-kind-teams = 组

# 登记簿交来的回避
assign-recusal-employer = 曾任职
assign-recusal-kin = 亲属关系
assign-recusal-declared = 本人申报
assign-recusal-prior_round = 曾在该处巡察
assign-told = （{ $fact }）
assign-period-both = { $from } 至 { $until }
assign-period-from = 自 { $from } 起，撤回之前有效
assign-period-until = 至 { $until } 止
assign-period-open = 撤回之前有效

# 依据：规则、事实与期限
assign-ground-home-county = { $inspector } 的籍属县（市、区）是 { $county }，{ $unit } 在该县
assign-ground-employer = { $inspector } 于 { $years } 年前离开 { $unit }；冷却期 { $cooling } 年，还剩 { $left } 年
assign-ground-kin = { $inspector } 有亲属在 { $unit } 任职，任职期间须回避
assign-ground-declared = { $inspector } 已申报回避 { $unit }，撤回之前有效
assign-ground-prior-round = { $inspector } 在最近两轮中巡察过 { $unit }
assign-ground-forbidden = { $inspector } 须回避 { $unit }：{ $recusal }{ $fact }，{ $period }
assign-ground-rotation = { $inspector } 在最近两轮中到过 { $county } 巡察，按县轮换
assign-ground-team-size-min = { $team } 将只有 { $have } 人，至少须 { $limit } 人
assign-ground-team-size-max = { $team } 将有 { $have } 人，最多 { $limit } 人
assign-ground-units-min = { $team } 将只有 { $have } 个单位，至少须 { $limit } 个
assign-ground-units-max = { $team } 将有 { $have } 个单位，最多 { $limit } 个
assign-ground-counties = { $team } 将涉及 { $have } 个县（市、区），最多 { $limit } 个
assign-ground-load = { $team } 将只有 { $have } 人，按所负责单位的工作量须 { $limit } 人
assign-ground-placed = 固定或禁止的规定使 { $who } 不能在 { $team }
assign-ground-skill = { $unit } 需要 { $need } 名具备 { $skill } 专长的人员，届时有 { $have } 名
assign-ground-same-org = { $team } 中来自 { $org } 的人员将超过 { $limit } 名
assign-ground-lead = { $team } 中将无人达到组长资历 { $rank } 并符合组长来源要求
assign-ground-lead-grade = { $team } 中将无人达到二级单位所要求的组长资历 { $rank }
assign-ground-liaison = { $team } 除组长外将没有联络员
assign-ground-mutual = 将有两个县（市、区）互派人员巡察
assign-ground-stays-home = 不派出；若派出，负担为 { $burden }
assign-ground-leads = 任 { $team } 组长，资历 { $seniority }
assign-ground-is-liaison = 任 { $team } 联络员
assign-ground-pinned = 已固定在 { $team }
assign-ground-knows-sector = 组内只有此人熟悉 { $unit } 所属领域 { $sector }
assign-ground-dropping-costs = 空出此位，方案多费 { $price } 分
assign-ground-replacing-costs = 最省的替换是 { $with }，方案多费 { $price } 分
assign-ground-irreplaceable = 未派出的人员中无人能顶替
assign-ground-inspected = { $unit } 列入本轮
assign-ground-county-shared = 该组本来就去 { $county }，另有 { $others } 个单位
assign-ground-carried = 该组 { $members } 人承担工作量 { $load }
assign-ground-moving-costs = 换到别处最少多费 { $price } 分
assign-ground-immovable = 没有任何一步合规的调整能把它放到别处
assign-without = 若缺此：{ $grounds }
assign-elsewhere-price = 若在 { $team }，方案多费 { $price } 分
assign-elsewhere-exchange = 若与 { $with } 对调到 { $team }，方案多费 { $price } 分
assign-elsewhere-barred = 不能在 { $team }：{ $grounds }
assign-elsewhere-breaks = 没有任何一步合规的调整能到 { $team }；最接近的一步不行，因为：{ $grounds }

# 冲突中的规则与事实
assign-home-any = 任何地方
assign-home-outside = 本轮各县（市、区）之外
assign-home-inside = 本轮其他县（市、区）
assign-element-every-team = { $limit } 个组全部派出，每组须有组长
assign-element-team-size-min = 每组至少 { $limit } 人
assign-element-team-size-max = 每组最多 { $limit } 人
assign-element-units-min = 每组至少 { $limit } 个单位
assign-element-units-max = 每组最多 { $limit } 个单位
assign-element-recusal = { $inspector } 须回避 { $unit }（{ $reasons }）
assign-element-need = { $unit } 需要 { $need } 名具备 { $skill } 专长的人员
assign-element-leader-seniority = 组长资历不低于 { $rank }
assign-element-leader-grade = { $unit } 为二级单位，组长资历不低于 { $rank }
assign-element-counties = 每组最多涉及 { $limit } 个县（市、区）
assign-element-same-org = 每组来自同一单位的人员最多 { $limit } 名
assign-element-load = 每人承担的工作量为 { $limit }
assign-element-leader-home = 组长来自{ $home }
assign-element-liaison = 组长之外的联络员来自{ $home }
assign-element-no-mutual = 两县（市、区）不得互派
assign-element-rotation = 最近两轮去过的县（市、区）不再去
assign-element-pin = { $who } 固定在 { $team }
assign-element-ban = { $who } 禁止进入 { $team }
assign-conflict = 没有合规方案：以下 { $count } 条规则和事实不能同时成立。
assign-conflict-beside = 此外，以下 { $count } 条也不能同时成立。
assign-balance = 需要 { $asked }，现有 { $there }。
assign-drop-any = 去掉其中任何一条，其余即可满足；每一条都已找到合规方案为证。
assign-drop-some = 只去掉其中一条并不总是够；每条之下列出了还须改变什么。
assign-drop = 去掉此条即可满足：{ $element }
assign-drop-also = 去掉此条：{ $element }，并去掉：{ $also }，即可满足
assign-drop-open = 去掉此条后，在给定时间内未找到方案：{ $element }

assign-price = 代价：{ $price } 分（两个已知最好方案之差）
assign-price-exact = 代价：{ $price } 分（两个方案均已证明最优）
assign-change = { $inspector }：{ $from } → { $to }
