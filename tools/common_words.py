"""Ordinary words of tickets. Standing alone, none of them is taken for a company's or a person's name."""

_EVERYDAY = """ a about above account accounts action active add added after again against air all almost
alone along alpha already also always am amber an and another any anybody anyone anything app apple apps
april are area arm around art as asap ask asked asset at atlas august auto autumn available away back backup
bad bank bar base bay be beach bear because been before behind bell best better between big bill bird black
blank block blue board book boot both bottom box boxes branch break bridge bright bring broke broken brown
building bundle burst bus business busy but button buy by call called calls came camera can candle cannot
cant car card care case central chain chair change channel chase check church circle city claim class clean
clear click client clients cliff close closed cloud club coast code coffee cold color colour come common
company complete connect contact contacts control cool core corner could course court create creek critical
cross crown current customer customers daily dark data date dawn day days dead deal dear december deep
default degraded deleted delta desk diamond did different digital direct dirty disk do doc does doesnt doing
done dont door doors double down dragon draw drive drop due during each eagle early east easy echo edge
eight elite else email emergency empty end energy engine enough entire error errors escape even evening
event ever every everybody everyone everything exact exchange express extra eye face failed failing fails
fair fall false family fan far farm fast faulty february fell few field file files fine finish fire first
fish five fix fixed flash flat flicker floor folder folders follow food foods for forest fork form forward
found four fox free fresh friday friend from front full fun fusion future game garage garden gate general
get gets getting give given glass global go goes going gold golden gone good got grand grant great green
grey grid ground group grow guest guys had half hall hand happy harbor harbour hard has have having he head
health heart heat heavy hello help her here hi high highest hill him his hold home hope horizon hot hotel
hour hours house how hub ice icon idea ideal if image impact important in incident inside instead into iron
is island isnt issue it its january job july june just keep keeps key keys kind king know lab lake land
language large last late later launch lead leaf left legal less let level library life light like line link
lion list little live local lock locked log login london long look looking looks lost lot loud low lowest
lunch machine made mail main major make makes man manager many map march mark market master match matter may
me mean medical medium meeting member memory menu message metro middle might mill mind mine minor minute
minutes missing mobile modern monday money month moon more morning most mountain move moved much must my
name national near need needs network never new next nice night no nobody noise none noon normal north not
note nothing nova november now number oak object ocean october of off office offline often ok old on once
one ones online only open opened opening opens or orange order other our out outage outside over own oxford
pack page pages panel paper parent park part partner partners party past path peak people per person phone
phones photo phoenix pick picture pilot pink pioneer place plan planned planning plant play please point
port portal post power premier price pride primary prime print printer printers priority private problem
problems process product progress project projects prompt proper public pull pulse pump purple push put
quality quarter queen question quick quiet quite quote quotes rain raise random ready real really reason
reception record red regular remote report reports request reset rest restart return ribbon right ring rise
river road robin rock room root rose rotation round route royal run running runs safe said sale sales same
saturday save saw say saying says school screen sea search season seat second secure security see seems self
send sends sense sent september serve server service services set several shadow share shared sharp she
shell shift ship shop short should show shows shut side sign signal silver simple since single site sites
six sky sleep slow slowly small smart smith snow so soft software solar some somebody someone something
sometimes soon sorry sort sound south space spark speed spot spring square staff stage stand star start
started starter starts state station status still stone stop stopped store storm story street strong stuck
studio stuff such suite sum summer summit sun sunday support sure surf swift switch system systems table
take taken target task team tell temp temporary ten test than thank thanks that the their them then there
these they thing things think third this those three through thursday ticket tickets till time tired to
today together told tomorrow tonight too took tool top total touch tower town track trade train training
tree tried true trust try trying tuesday turn turned turns two type under union unit united unknown until up
update updates upgrade upon urgent us use used user users using usual valley value vector version very via
view village violet vision visit wait waiting walk wall want wants warehouse warm was watch water wave way
we web website wednesday week weekend weeks well went were west what whatever wheel when where which while
white who whole why wide will wind window windows winter with within without wolf wont wood word words work
worked worker workers working works world would write wrong year years yellow yes assign assigned assignee
reassign unassigned tier prio sev severity escalate escalated escalation dispatch dispatched schedule
scheduled triage urgently owner technician tech engineer mine myself yourself highest ordered awaiting
pending resolved completed complete investigating raise raised track tracked yesterday yet you young your
yours zero zone st rd ave im ive ill hes shes theyre weve youre
"""
_TECHNICAL = """
365 3cx access acrobat active adapter admin adobe adsl agent alarm alert amazon android antivirus aks api
app archive asus autocad autodesk aws azure barcode battery bios bitlocker bluetooth booking browser bsod
cable cad calendar cameras card cctv cert certificate chrome chromebook cisco citrix client cmos computer
console copier cpu crash crashed crashes crashing crm cups cursor database dc dell desktop device devices
dhcp dictation directory display distribution dns dock docking docusign docs domain draft driver drivers
dropbox duo edge epson erp esx esxi ethernet excel explorer extension fax fiber fibre firefox firewall
firmware fortigate fortinet ftp gateway gmail google gpo gps gpu handheld handset hardware hdd hdmi headset
hmi hosting hotspot hp html http https imac image install installed intel internet intune intranet invoice
invoices ios ip ipad ipads iphone iphones ipsec irc isp java jira kernel keyboard kiosk kyocera label lan
laptop laptops ldap led lenovo licence license licenses linux load logon logins logons mac macbook macos
mailbox mailboxes malware mapping meraki mfa mic microphone microsoft mikrotik modem monitor monitors mouse
mpls msp mysql nas nat netgear nic noc notebook ntp nvr oauth odbc office365 okta onedrive onenote oracle os
ost otp outlook outlooks pabx password passwords patch patches pbx pc pcs pdf pdfs peripheral php phishing
pin ping plc plotter pms poe pop pos postgres powerbi powerpoint powershell pptp printing profile projector
proxy psa psu pst qbo qr quickbooks quota raid ram ransomware rdp rds reboot rebooting receipt recovery
remote ricoh rip rmm rom router routers rule sage salesforce samsung san sap sbc scada scan scanner scanners
scanning script sd sdwan sftp sharepoint shortcut signature sim sip skype slack sla smb smtp snmp softphone
software sonicwall sonos sony sophos spam spooler sql ssd ssid ssl sso ssh storage subnet surface switches
symantec sync syncing synology tablet tablets teams teamviewer telephone telephony terminal tls toner token
toshiba trackpad unifi ubiquiti unc ups url usb vcenter veeam vlan vm vms vmware voicemail voip vpn vps wan
webcam webex whatsapp wifi wipe wireless word workstation wsus xero xerox yahoo yammer zebra zip zoom upload
download atm cnc wms sms emr ehr pacs bi ai ui id ids it hr pr ceo cfo cto md gp tv hq usa uk eu am pm
"""
_WHEN = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january
february march april may june july august september october november december jan feb mar apr jun jul aug
sep sept oct nov dec today tomorrow yesterday tonight morning noon afternoon evening night weekend week
month year spring summer autumn winter christmas easter
"""
_BUSINESS = """
accountants accounting academy advisors agency agri air apartments architects associates auto autos bakery
bank bank banking bar bookkeeping brewery brothers builders building cafe capital care carpentry cars
catering centre center chambers charity chemicals chemist childcare church cinema cinemas cleaning clinic
clinics clothing coffee college communications construction consultants consulting contractors council
creative credit dairy dental dentistry design developments diner distillery distribution eats electric
electrical electronics energy engineering engineers enterprises entertainment equipment estates events eye
fabrication farm farms finance financial fisheries fishing fitness flooring flowers food foods foundation
freight funeral furniture gallery garage garden gardens gas glass golf group gym hair haulage health
healthcare heating holdings homes hospice hospital hospitality hotel hotels housing imports industries inn
insurance interiors investments jewellers joinery kitchens laboratories labs landscaping law lawyers leasing
legal leisure library lighting logistics machinery maintenance manufacturing marina marine marketing
materials media medical metals mining mortgage motors museum music nursery nursing optical opticians
orchards packaging paper parks partners parts pets pharma pharmacy photography physio plastics plumbing
practice press primary printing productions properties property publishing pub realty recruitment recycling
removals renewables rentals repairs research resort restaurant restaurants retail roofing salon school
schools seafood security shipping shipyard signs society solicitors sons spa sports staffing stables steel
stone storage stores studio studios surgery surveyors technologies technology textiles theatre timber tiles
tools tours towing trading transport travel trucking trust tyres university utilities vet vets veterinary
vineyards systems warehousing waste wealth wellness wholesale windows wine winery wines yachts aviation
aerospace robotics airlines optics bookshop library
"""

# Words that carry the grammar: never taken for initials or short names, however they are written.
LITTLE = frozenset(word for word in _EVERYDAY.split() if len(word) < 4)
EVERYDAY = frozenset((_EVERYDAY + _TECHNICAL + _WHEN).split())
WHEN = frozenset(_WHEN.split())
TECHNICAL = frozenset(_TECHNICAL.split())
BUSINESS = frozenset(_BUSINESS.split())
