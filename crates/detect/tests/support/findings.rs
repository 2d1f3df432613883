//! Findings in other words: each problem told three times, as three teams in three rounds would. Every thing occurs with
//! two problems, so that a near miss has the same thing and another fault.

/// (thing, problems); a problem is its tellings.
pub const PROBLEMS: [[&str; 3]; 34] = [
    // Relief payments: paid to the dead; asked for and left lying.
    ["对象亡故后仍逐月打卡发放低保金", "死者账户继续进低保款，数月无人核停", "低保动态管理缺失，已去世人员未及时退出"],
    ["群众递交的低保申请压在窗口半年没有回音", "低保受理环节拖拉，困难户久等不批", "申办低保超期未审，申请材料积压"],
    // Farmland works: not kept up; not what was paid for.
    ["高标准农田建后没人管，沟渠淤塞机井报废", "农田项目重建轻管，设施损坏无人维修", "建成的高标田管护责任悬空，水渠垮塌"],
    ["高标准农田实际亩数少于验收面积", "农田建设以少报多，完工面积掺水", "高标田项目虚增工程量，田块数量对不上图"],
    // Medicines: bought outside the platform; out of date.
    ["卫生院绕开集采平台私下进药", "药品没有走网上统一采购，自己找药商订货", "基层医疗机构线下购药，规避省平台"],
    ["药柜里摆着超过有效期的药", "过期药品未清理仍在货架待用", "失效药械没有下架，近效期预警形同虚设"],
    // Health insurance fund: patients in bed only on paper; charged twice.
    ["病人没住院却挂床骗医保基金", "虚记住院天数套医保，床位空着费用照报", "医保监管失守，挂床住院屡禁不止"],
    ["同一检查项目拆开重复收费由医保买单", "诊疗费分解计价，一次治疗收两次钱", "医院重复计费多占医保统筹"],
    // Water: charges not collected; source not guarded.
    ["水资源费该收的没收，企业欠缴多年", "取水单位水资源税费征缴不足，应征未征", "对取水大户征费失之于宽，欠费挂账"],
    ["饮用水源一级保护区里养鸭种菜", "水源地隔离网破损，保护区内有人垂钓放牧", "水源保护区违规种养未清退"],
    // Forest: felled without leave; fire posts unmanned.
    ["没办采伐证就砍了集体林", "无证伐木，林木采伐许可形同虚设", "山林被擅自砍伐，采伐手续事后才补"],
    ["防火期护林岗亭没人值守", "森林防火瞭望哨脱岗，巡山记录造假", "护林员防火期不上山，巡护日志提前写好"],
    // Seals: used without entry; lent out.
    ["盖公章不登记，用印去向查不到", "印章使用没有台账，谁盖的说不清", "用印审批缺登记簿，公章随取随盖"],
    ["公章外借给施工老板带出单位", "单位印章交由外人保管使用", "把行政章借给企业办事，数日未还"],
    // Land for houses: larger than allowed; two for one family.
    ["农户建房占地超出批准面积", "宅基地实占大于批文，多圈了院子", "批少建多，村民住宅用地超标"],
    ["一户占了两处宅基地，老宅不拆", "建新不拆旧，同一家庭多宅", "一户一宅落实不严，旧屋基未收回"],
    // Training: persons on paper; done by friends' firms.
    ["技能培训名册里有人从没来上过课", "培训班虚列学员冒领补助", "参训人数注水，签到由一人代写"],
    ["培训业务长期交给熟人办的机构", "承训单位不经比选，关系户包揽培训", "定点培训机构遴选暗箱，照顾亲友公司"],
    // Union money: feasts; not spent.
    ["拿工会经费请客聚餐", "工会账里列支饭局和酒水", "用会员活动经费吃喝"],
    ["工会经费大量趴在账上，职工活动几年没搞", "收了会费不开展活动，工会资金睡大觉", "会员福利不落实，工会结余年年滚存"],
    // Collective land: let cheaply; contract long run out.
    ["村里的机动地低价包给了支书亲戚", "集体土地发包价明显偏低且未竞价", "村集体田块优亲承包，租金远低于行情"],
    ["承包合同早已到期，村集体土地还被原户占着", "集体地块租期届满没有收回重包", "到期的土地发包合同无人清理，续占不交租"],
    // Funerals: own price lists; hearses private.
    ["殡仪馆自立名目收取告别厅布置费", "丧葬服务捆绑搭售骨灰盒、花圈", "殡葬收费超出公示目录"],
    ["私人面包车违规运送遗体，民政部门不管", "黑殡葬车揽活，遗体接运无监管", "非法接运遗体车辆长期存在"],
    // Monuments: no guard; restored wrongly.
    ["县保古墓无人看守，盗洞未回填", "文保单位缺少看护人，古建筑被盗构件", "不可移动文物安全巡查缺位，墓葬遭盗掘"],
    ["古戏台用水泥和瓷砖翻修，破坏原貌", "文物修缮不按原工艺，擅自改样", "维修古建改变文物本体，未报批方案"],
    // Scales: never checked; fuel pumps.
    ["菜场电子秤多年没有强检", "集贸市场计量器具未按周期检定", "商贩用秤无检定标志，缺斤少两"],
    ["加油机铅封被动过手脚少出油", "加油站计量作弊，油枪误差超限", "对加油机私改主板查处不力"],
    // Hydropower stations and reservoirs: no water left; dam unsafe.
    ["小水电截断河流，下游断流见底", "电站不按要求放生态水，河床干涸", "生态流量泄放设施关闭，河段脱水"],
    ["病险水库多年没有除险加固", "小水库坝体渗漏，隐患迟迟未处理", "大坝带病运行，加固工程一拖再拖"],
    // Scholarships for orphans; minors in homes.
    ["孤儿基本生活费按旧标准少发", "孤残儿童养育补助未提标到位", "事实无人抚养儿童津贴发放金额不足"],
    ["儿童福利院夜间无人看护", "福利院值班护理员睡岗，孩子磕伤无记录", "收养机构照护不周，夜班空缺"],
    // Job posts for the public good: absent; the well-off.
    ["公益性岗位人员拿钱不上班", "公益岗只领补贴不见人，考勤代签", "安置的公岗长期缺勤仍发工资"],
    ["公益岗位安排给了家境殷实的干部家属", "不符合条件者占着公益岗，照顾关系", "就业困难认定走样，公岗成了人情岗"],
];
